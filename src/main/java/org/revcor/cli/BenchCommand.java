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
import org.jspecify.annotations.Nullable;
import org.revcor.FolderTree;
import org.revcor.bench.Baseline;
import org.revcor.bench.Bench;
import org.revcor.bench.Check;
import org.revcor.bench.HeadlessPipeline;
import org.revcor.bench.Options;
import org.revcor.bench.PeerCommand;
import org.revcor.bench.Pipeline;
import org.revcor.bench.Results;
import org.revcor.bench.ResultsFile;
import org.revcor.lane.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.specification.StudyFile;
import org.revcor.study.StudyFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor bench}: how fast a study is, part by part. */
@Command(
    name = "bench",
    description =
        "Measures how fast a study is, in rounds: its network alone, the whole study, each stage alone, and"
            + " loops of your own. Leaves nothing behind but the file that is asked for.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:measured; with --check, nothing got slower",
      "1:the study failed",
      "2:the study file, a peer or an option cannot be used",
      "3:with --check, something got slower",
      "130:ended by Ctrl-C"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 10;

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
          "Time of the network alone, and again of the whole study, in a round (default: ${DEFAULT-VALUE}).")
  private double seconds = Options.SECONDS;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description =
          "Seconds that the whole study runs before the first round, for the Java virtual machine to compile"
              + " (default: ${DEFAULT-VALUE}).")
  private double warmUp = Options.WARM_UP_SECONDS;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private @Nullable List<PeerOptions> peers;

  /** A loop of the user's, with what belongs to it. */
  private static final class PeerOptions {
    @Option(
        names = "--peer",
        required = true,
        paramLabel = "CMD",
        description =
            "A command of the shell that runs in every round; may be given several times. It prints a line of JSON"
                + " with \"per_second\", its trials a second.")
    private String command;

    @Option(
        names = "--peer-copies",
        paramLabel = "N",
        defaultValue = "1",
        description =
            "After a --peer: how many of it run at once, their speeds added (default: 1).")
    private int copies;

    @Option(
        names = "--peer-trials",
        paramLabel = "N",
        description =
            "After a --peer that prints no \"per_second\": trials that one copy shows; its wall time counts.")
    private @Nullable Long trials;

    PeerCommand peer() {
      return new PeerCommand(
          command, copies, trials == null ? OptionalLong.empty() : OptionalLong.of(trials));
    }
  }

  @Option(
      names = "--client",
      description =
          "Runs the study in a server, with a client that reads its live feed, and not as revcor run does.")
  private boolean client;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes all figures there, those of each round among them.")
  private @Nullable Path json;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description =
          "Compares with an earlier --json of the study: the time of each stage by that of the network, and the"
              + " study's speed by the network's. Names what got slower.")
  private @Nullable Path check;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Says nothing but what goes wrong, or got slower.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Options wanted =
        Options.of(
            rounds,
            seconds,
            warmUp,
            peers == null ? List.of() : peers.stream().map(PeerOptions::peer).toList());
    if (json != null) {
      ResultsFile.requireWritable("--json", json);
    }
    Optional<Baseline> baseline = Optional.ofNullable(check).map(Baseline::read);
    Settings settings = options.alone();
    LaneSettings laneSettings = lanes.over(settings.lanes());
    StudyFactory bench =
        StudyFactory.of(StudyFile.read(file), SettingsOptions.materials(settings), laneSettings);
    baseline.ifPresent(earlier -> earlier.requireSame(bench));
    Path folder = temporaryFolder();
    try {
      return measure(bench, wanted, settings, laneSettings, folder, baseline);
    } catch (CancellationException stopped) {
      return ExitCode.INTERRUPTED;
    } finally {
      delete(folder);
    }
  }

  private int measure(
      StudyFactory bench,
      Options wanted,
      Settings settings,
      LaneSettings laneSettings,
      Path folder,
      Optional<Baseline> baseline) {
    Duration interval =
        settings.checkpointInterval().compareTo(wanted.window()) < 0
            ? settings.checkpointInterval()
            : wanted.window();
    BenchProgress progress =
        new BenchProgress(spec.commandLine().getErr(), Terminal.isThere() && !quiet, wanted);
    try (Interrupts interrupts = Interrupts.taken();
        Pipeline pipeline =
            pipeline(bench, settings, laneSettings, interval, folder.resolve("run"))) {
      Bench measurement = new Bench(bench, pipeline, interval, client, wanted, progress);
      interrupts.then(measurement::stop);
      Results results = measurement.run(folder.resolve("stages"));
      progress.clear();
      return report(results, baseline);
    } finally {
      progress.clear();
    }
  }

  private Pipeline pipeline(
      StudyFactory bench,
      Settings settings,
      LaneSettings laneSettings,
      Duration checkpointInterval,
      Path folder) {
    return client
        ? new ServedPipeline(
            bench.endless(),
            bench.channels().size(),
            settings,
            laneSettings,
            checkpointInterval,
            folder)
        : new HeadlessPipeline(bench.run(folder, checkpointInterval));
  }

  private int report(Results results, Optional<Baseline> baseline) {
    BenchReport report = new BenchReport(spec.commandLine().getOut());
    if (!quiet) {
      report.tell(results);
    }
    if (json != null) {
      try {
        ResultsFile.write(json, results);
      } catch (IOException failed) {
        spec.commandLine().getErr().println("cannot write " + json + ": " + failed);
        return ExitCode.FAILED;
      }
    }
    if (baseline.isEmpty()) {
      return ExitCode.DONE;
    }
    Check checked = Check.of(results, baseline.get());
    if (!quiet || checked.anySlower()) {
      report.tell(checked, baseline.get(), results);
    }
    return checked.anySlower() ? ExitCode.SLOWER : ExitCode.DONE;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("revcor-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was broken off may still write the rest of a file. */
  private static void delete(Path folder) {
    for (int attempt = 1; Files.exists(folder); attempt++) {
      try {
        new FolderTree(folder).delete();
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
