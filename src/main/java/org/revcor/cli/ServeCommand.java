package org.revcor.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.revcor.InvalidInputException;
import org.revcor.server.RevcorServer;
import org.revcor.server.Settings;
import org.revcor.study.specification.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor serve}: runs the server until it is terminated. */
@Command(
    name = "serve",
    description = "Runs the server until Ctrl-C; the next server resumes running studies.",
    exitCodeList = {
      "0:the server was terminated in order",
      "1:the server could not start, or failed",
      "2:a setting is invalid"
    })
final class ServeCommand extends PrintingCommand implements Callable<Integer> {
  private static final String DEMONSTRATION = "conf/studies/mnist-white-noise.conf";

  @Option(names = "--demo", description = "Starts the demonstration study.")
  private boolean demo;

  @Mixin private AddressOptions address;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Settings settings = options.read(address.given());
    try (Interrupts interrupts = Interrupts.open()) {
      RevcorServer server = RevcorServer.start(settings).toCompletableFuture().join();
      interrupts.onFirst(server::stop);
      CompletionStage<?> lanes = server.startLanes();
      out().println("Dashboard: " + server.uri());
      server.joinCommand().ifPresent(command -> out().println("Add a worker: " + command));
      if (demo) {
        out().flush();
        CompletableFuture.anyOf(
                lanes.toCompletableFuture(), server.whenTerminated().toCompletableFuture())
            .join();
        startDemonstration(server);
      }
      out().flush();
      server.whenTerminated().toCompletableFuture().join();
    }
    return ExitCode.DONE;
  }

  private void startDemonstration(RevcorServer server) {
    try {
      String id =
          server.submitOnce(StudyFile.read(demonstration())).toCompletableFuture().join().id();
      out().println("Demonstration study: " + server.uri() + "#/studies/" + id);
    } catch (RuntimeException refused) {
      server.stop().toCompletableFuture().join();
      throw refused;
    }
  }

  private static Path demonstration() {
    String home = System.getProperty("revcor.home");
    if (home == null) {
      throw new InvalidInputException(
          "--demo",
          "used without an installation",
          "used with bin/revcor or mvn compile exec:exec");
    }
    return Path.of(home).resolve(DEMONSTRATION);
  }
}
