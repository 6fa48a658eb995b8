package org.revcor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.revcor.InvalidInputException;
import org.revcor.cli.SettingsOptions.AddressOptions;
import org.revcor.server.RevcorServer;
import org.revcor.server.Settings;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = "Runs the server until Ctrl-C; the next server resumes running studies.",
    exitCodeList = {
      "0:the server was terminated in order",
      "1:the server could not start, or failed",
      "2:a setting is invalid"
    })
final class ServeCommand extends PrintingCommand implements Callable<Integer> {
  private static final List<String> DEMONSTRATION =
      List.of(
          "conf/studies/race-structured-noise.conf",
          "conf/studies/race-white-noise.conf",
          "conf/studies/race-gradients.conf");

  @Option(names = "--demo", description = "Starts the three studies of the demonstration.")
  private boolean demo;

  @Mixin private AddressOptions address;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Settings settings = options.read(address.given());
    try (Interrupts interrupts = Interrupts.open()) {
      RevcorServer server = RevcorServer.startWithLanes(settings).toCompletableFuture().join();
      interrupts.onFirst(server::stop);
      CompletionStage<?> lanes = server.startLanes();
      if (demo) {
        out().println("Demonstration: " + server.uri() + "#/race");
      }
      out().println("Dashboard: " + server.uri());
      server.joinCommand().ifPresent(command -> out().println("Add a worker: " + command));
      if (demo) {
        startDemonstration(server, lanes, interrupts);
      }
      server.whenTerminated().toCompletableFuture().join();
      return interrupts.came() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /**
   * Starts the studies once the server has lanes, unless it is terminated before. The others start
   * when the first has ended, so that its maps appear soon.
   */
  private void startDemonstration(
      RevcorServer server, CompletionStage<?> lanes, Interrupts interrupts) {
    try {
      // while the lanes start
      List<StudySpecification> studies = demonstration().stream().map(StudyFile::read).toList();
      CompletableFuture.anyOf(
              lanes.toCompletableFuture(), server.whenTerminated().toCompletableFuture())
          .join();
      CompletableFuture.anyOf(
              server
                  .submitOnce(studies.getFirst())
                  .thenCompose(
                      first -> server.whenInactive(first.id()).exceptionally(deleted -> first))
                  .toCompletableFuture(),
              server.whenTerminated().toCompletableFuture())
          .join();
      studies.stream()
          .skip(1)
          .forEach(study -> server.submitOnce(study).toCompletableFuture().join());
    } catch (RuntimeException refused) {
      server.stop().toCompletableFuture().join();
      if (!interrupts.came()) {
        throw refused;
      }
    }
  }

  private static List<Path> demonstration() {
    String home = System.getProperty("revcor.home");
    if (home == null) {
      throw new InvalidInputException(
          "--demo",
          "used without an installation",
          "used with bin/revcor or mvn compile exec:exec");
    }
    return DEMONSTRATION.stream().map(Path.of(home)::resolve).toList();
  }
}
