package org.revcor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.benchmark.Baseline;
import org.revcor.benchmark.Bench;
import org.revcor.benchmark.Bench.Pipeline;
import org.revcor.benchmark.BenchmarkedStudy;
import org.revcor.benchmark.Check;
import org.revcor.benchmark.Options;
import org.revcor.benchmark.Options.PeerCommand;
import org.revcor.benchmark.Results;
import org.revcor.file.FolderTree;
import org.revcor.inference.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.specification.StudyFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor bench}: measures the speed of a study and of each of its stages. */
@Command(
    name = "bench",
    description =
        "Measures the speed of a study in rounds: its network alone, the whole study, each stage"
            + " alone, and commands given with --peer. Keeps no files except the one of --json.",
    exitCodeList = {
      "0:measured; with --check, nothing is slower",
      "1:the study failed",
      "2:the study file, a peer or an option is invalid",
      "3:with --check, something is slower",
      "130:ended by Ctrl-C"
    })
final class BenchCommand extends PrintingCommand implements Callable<Integer> {
  private static final int MAX_ATTEMPTS = 10;

  @Parameters(paramLabel = "STUDY.conf", description = "The study file.")
  private Path file;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Number of rounds (default: ${DEFAULT-VALUE}).")
  private int rounds = Options.ROUNDS;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "Seconds for the network alone, and the same for the whole study, in each round (default:"
              + " ${DEFAULT-VALUE}).")
  private double seconds = Options.SECONDS;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description =
          "Seconds that the whole study runs before the first round, so that the Java virtual"
              + " machine has compiled it (default: ${DEFAULT-VALUE}).")
  private double warmUp = Options.WARM_UP_SECONDS;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private @Nullable List<PeerOptions> peers;

  /** A command to compare with, and its options. */
  private static final class PeerOptions {
    @Option(
        names = "--peer",
        required = true,
        paramLabel = "CMD",
        description =
            "Shell command to compare with; it runs in every round. Repeatable. It prints one line"
                + " of JSON with \"per_second\", its trials per second.")
    private String command;

    @Option(
        names = "--peer-copies",
        paramLabel = "N",
        defaultValue = "1",
        description =
            "After a --peer: number of copies that run at once; their speeds are added (default:"
                + " 1).")
    private int copies;

    @Option(
        names = "--peer-trials",
        paramLabel = "N",
        description =
            "After a --peer that prints no \"per_second\": trials of one copy; the speed is"
                + " computed from its wall time.")
    private @Nullable Long trials;

    PeerCommand peer() {
      return new PeerCommand(
          command, copies, trials == null ? OptionalLong.empty() : OptionalLong.of(trials));
    }
  }

  @Option(
      names = "--client",
      description =
          "Runs the study in a server with one client of its live feed, instead of as revcor run"
              + " does.")
  private boolean client;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes all results to this file, including those of each round.")
  private @Nullable Path json;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description =
          "Compares with an earlier --json file of the study: each stage's time relative to the"
              + " network's, and the study's speed relative to the network's. Names what is"
              + " slower.")
  private @Nullable Path check;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Prints only errors and what is slower.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Options selected =
        Options.of(
            rounds,
            seconds,
            warmUp,
            peers == null ? List.of() : peers.stream().map(PeerOptions::peer).toList());
    if (json != null) {
      requireWritable(json);
    }
    Optional<Baseline> baseline = Optional.ofNullable(check).map(Baseline::read);
    Settings settings = options.read();
    LaneSettings laneSettings = lanes.applyTo(settings.lanes());
    BenchmarkedStudy bench =
        BenchmarkedStudy.of(
            StudyFile.read(file), SettingsOptions.materials(settings), laneSettings);
    baseline.ifPresent(earlier -> earlier.requireSame(bench));
    Path folder = Uncheck.get(() -> Files.createTempDirectory("revcor-bench"));
    try {
      return measure(bench, selected, settings, laneSettings, folder, baseline);
    } catch (CancellationException stopped) {
      return ExitCode.INTERRUPTED;
    } finally {
      delete(folder);
    }
  }

  private static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      throw new InvalidInputException(
          "--json", file.toString(), "a file in an existing folder that can be written");
    }
  }

  private int measure(
      BenchmarkedStudy bench,
      Options selected,
      Settings settings,
      LaneSettings laneSettings,
      Path folder,
      Optional<Baseline> baseline) {
    Duration interval =
        settings.runs().checkpointInterval().compareTo(selected.window()) < 0
            ? settings.runs().checkpointInterval()
            : selected.window();
    RedrawnLine line = new RedrawnLine(err(), Terminal.isInteractive() && !quiet);
    Bench.Listener progress =
        (round, what) ->
            line.redraw(
                () -> round == 0 ? what : "round %d of %d: %s".formatted(round, rounds, what));
    try (Interrupts interrupts = Interrupts.open();
        Pipeline pipeline =
            client
                ? new ServedPipeline(
                    bench.endless(),
                    bench.channels().size(),
                    settings,
                    laneSettings,
                    interval,
                    folder.resolve("run"))
                : bench.run(folder.resolve("run"), interval)) {
      Bench measurement = new Bench(bench, pipeline, interval, client, selected, progress);
      interrupts.onFirst(measurement::stop);
      Results results = measurement.run(folder.resolve("stages"));
      line.clear();
      return report(results, baseline);
    } finally {
      line.clear();
    }
  }

  private int report(Results results, Optional<Baseline> baseline) {
    BenchReport report = new BenchReport(out());
    if (!quiet) {
      report.print(results);
    }
    if (json != null) {
      try {
        results.write(json);
      } catch (IOException failed) {
        err().println("cannot write " + json + ": " + failed);
        return ExitCode.FAILED;
      }
    }
    if (baseline.isEmpty()) {
      return ExitCode.DONE;
    }
    Check checked = Check.of(results, baseline.get());
    if (!quiet || checked.anySlower()) {
      report.print(checked, baseline.get(), results);
    }
    return checked.anySlower() ? ExitCode.SLOWER : ExitCode.DONE;
  }

  /** Deletes the folder; retries because an aborted stage may still write a file. */
  private static void delete(Path folder) {
    for (int attempt = 1; Files.exists(folder); attempt++) {
      try {
        new FolderTree(folder).delete();
      } catch (IOException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
