package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.cli.ProgressLine.RunProgress;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Mebibytes;
import org.revcor.inference.Platform;
import org.revcor.schema.Spelling;
import org.revcor.server.Settings;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Pilot;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.PilotReport.Forecast;
import org.revcor.study.plan.Recommendation;
import org.revcor.study.plan.Recommendation.Candidate;
import org.revcor.study.plan.Recommender;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.WhiteNoiseKind;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor run}: runs one study without a server. */
@Command(
    name = "run",
    description =
        "Runs a study without a server and writes its results to a run directory, or estimates its"
            + " cost.",
    exitCodeList = {
      "0:the study is complete or estimated",
      "1:it failed",
      "2:the study file or an option is invalid",
      "130:ended by Ctrl-C, with the results so far; a second Ctrl-C ends at once without results"
    })
final class RunCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STUDY.conf", description = "The study file.")
  private Path file;

  @ArgGroup(multiplicity = "1")
  private Purpose purpose;

  /** Either {@code --out} or {@code --estimate}. */
  private static final class Purpose {
    @Option(
        names = "--out",
        required = true,
        paramLabel = "DIR",
        description = "Run directory for the results; created if missing.")
    private @Nullable Path out;

    @Option(
        names = "--estimate",
        required = true,
        description =
            "Runs the first blocks and estimates the cost of the study. Suggests settings for a"
                + " file without stimulus, readout or estimator. Writes no results.")
    private boolean estimate;
  }

  @Option(
      names = "--fresh",
      description = "Restarts from the first trial; deletes an earlier run in the run directory.")
  private boolean fresh;

  @Mixin private LaneOptions lanes;

  @Mixin private JsonOption json;

  @Option(names = "--quiet", description = "Prints only errors.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    StudySpecification specification = StudyFile.read(file);
    Settings settings = options.read();
    Materials materials = SettingsOptions.materials(settings);
    LaneSettings laneSettings = lanes.applyTo(settings.lanes());
    return purpose.estimate
        ? estimate(specification, materials, laneSettings)
        : run(specification, materials, laneSettings, settings.runs().checkpointInterval());
  }

  private int estimate(
      StudySpecification specification, Materials materials, LaneSettings laneSettings) {
    if (json.isGiven()) {
      throw new InvalidInputException("--json", "given with --estimate", "left out with it");
    }
    EstimateReport report = new EstimateReport(out());
    try (Interrupts interrupts = Interrupts.open();
        LocalLanes started =
            LocalLanes.start(Platform.ofThisMachine(laneSettings.kernels()), laneSettings)) {
      Pilot pilot = new Pilot(materials, started, laneSettings);
      interrupts.onFirst(pilot::stop);
      boolean completed;
      if (StudyFile.leavesOpen(file)) {
        Optional<Recommendation> suggested = Recommender.by(pilot).recommend(specification);
        suggested.ifPresent(report::print);
        completed = suggested.isPresent();
      } else {
        Optional<PilotReport> measured = pilot.run(specification, Pilot.Limit.OF_A_STUDY);
        measured.ifPresent(figures -> report.print(specification, figures));
        completed = measured.isPresent();
      }
      if (!completed) {
        err().println("no block of the study was completed in time");
      }
      return completed ? ExitCode.DONE : ExitCode.FAILED;
    } catch (CancellationException stopped) {
      return ExitCode.INTERRUPTED;
    }
  }

  private int run(
      StudySpecification specification,
      Materials materials,
      LaneSettings laneSettings,
      Duration checkpointInterval) {
    Path out = Objects.requireNonNull(purpose.out);
    return follow(
        () ->
            HeadlessStudy.start(
                specification,
                materials,
                out,
                laneSettings,
                checkpointInterval,
                Optional.empty(),
                fresh),
        new RunReport(spec.commandLine().getOut(), out, fresh),
        quiet,
        json,
        spec);
  }

  /** Runs a study to its end and reports it; returns the exit code. */
  static int follow(
      Supplier<HeadlessStudy> start,
      RunReport report,
      boolean quiet,
      JsonOption json,
      CommandSpec spec) {
    int code;
    try (Interrupts interrupts = Interrupts.open();
        HeadlessStudy study = start.get()) {
      interrupts.onFirst(study::stop);
      code = follow(study, report, quiet || json.isGiven(), spec);
    }
    new RunDirectory(report.folder()).record().ifPresent(json::print);
    return code;
  }

  private static int follow(
      HeadlessStudy study, RunReport report, boolean quiet, CommandSpec spec) {
    StudyView first = study.now().toCompletableFuture().join();
    if (first.lifecycle().state() == StudyState.FINISHED) {
      if (!quiet) {
        report.printComplete(first);
      }
      return ExitCode.DONE;
    }
    if (study.resumedAt() > 0 && !quiet) {
      report.printResuming(study.resumedAt());
    }
    PrintWriter errors = spec.commandLine().getErr();
    StudyView last = new RunProgress("", errors, quiet).follow(study);
    if (last.lifecycle().state() == StudyState.FAILED) {
      errors.println("the study failed: " + last.lifecycle().problem());
      return ExitCode.FAILED;
    }
    if (!quiet) {
      report.printEnd(last);
    }
    return last.lifecycle().end() == EndReason.STOPPED ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  /** Prints the estimate of a study before it is run. */
  record EstimateReport(PrintWriter out) {
    private static final String UNKNOWN = "unknown";
    private static final int SHORT = 10;
    private static final int MINUTE = 60;

    /** Prints the estimate of a complete study specification. */
    void print(StudySpecification study, PilotReport pilot) {
      printCost(study.stop(), pilot);
      pilot.caveats(study).forEach(caveat -> out.println("note: " + caveat));
    }

    /** Prints suggested settings for a study that leaves settings open. */
    void print(Recommendation recommendation) {
      StudySpecification study = recommendation.specification();
      printCandidates(recommendation, study.stop().target());
      out.println();
      recommendation.reasons().forEach(reason -> out.println("because " + reason));
      out.println();
      out.print(StudyFile.toHocon(study));
      out.println();
      Candidate chosen = recommendation.candidates().get(recommendation.chosen());
      chosen.pilot().ifPresent(pilot -> printCost(study.stop(), pilot));
      recommendation.warnings().forEach(warning -> out.println("note: " + warning));
    }

    private void printCost(StoppingRule stop, PilotReport pilot) {
      out.printf(
          "%s trials/s on %s, after %s trials%n",
          ProgressLine.grouped(pilot.trialsPerSecond()),
          pilot.lanes() == 1 ? "one lane" : pilot.lanes() + " lanes",
          ProgressLine.grouped(pilot.trials()));
      Table table = new Table("until", ">trials", ">time");
      Optional<Long> maxTrials = stop.maxTrials();
      if (maxTrials.isPresent()) {
        table.add(
            "max-trials",
            ProgressLine.grouped(maxTrials.get()),
            time(pilot.seconds((double) maxTrials.get())));
      }
      if (stop.reliability().isPresent()) {
        forecast(table, "median", stop.target(), pilot.median(stop.target()));
        forecast(table, "worst", stop.target(), pilot.worst(stop.target()));
      }
      if (stop.precision().isPresent() || stop.quantile() < 1) {
        double needed = pilot.look().trialsTo(stop);
        table.add(
            needed > pilot.trials() ? "the targets" : "the targets, at the latest",
            trials(needed),
            time(pilot.seconds(needed)));
      }
      if (stop.time().isPresent()) {
        double seconds = stop.time().get().toMillis() / 1e3;
        table.add("time", trials(seconds * pilot.trialsPerSecond()), time(seconds));
      }
      table.lines().forEach(out::println);
      out.printf(
          "memory: %s for sums, and %s for networks on each lane; files: at most %s%n",
          Mebibytes.of(pilot.sumBytes()),
          Mebibytes.of(pilot.weightBytes()),
          Mebibytes.of(pilot.diskBytes()));
      if (stop.reliability().isPresent() && !pilot.worst(stop.target()).isKnown()) {
        out.println(
            "unknown: a map does not exceed its noise so far, or has fewer than 50 effective trials"
                + " or 8 effective blocks");
      }
    }

    private static void forecast(Table table, String which, double target, Forecast forecast) {
      table.add(
          "reliability %s of the %s channel, %s".formatted(target, which, forecast.channel()),
          trials(forecast.trials()),
          time(forecast.seconds()));
    }

    private void printCandidates(Recommendation recommendation, double target) {
      Table table =
          new Table(
              "",
              "readout",
              "estimator",
              "law",
              ">trials",
              ">trials/s",
              ">reliability: worst",
              ">median",
              ">time to " + target + ": worst",
              ">median");
      for (int i = 0; i < recommendation.candidates().size(); i++) {
        Candidate candidate = recommendation.candidates().get(i);
        StudySpecification study = candidate.specification();
        Optional<PilotReport> pilot = candidate.pilot();
        Optional<Forecast> worst = pilot.map(report -> report.worst(target));
        Optional<Forecast> median = pilot.map(report -> report.median(target));
        table.add(
            i == recommendation.chosen() ? "*" : "",
            study.readout().word(),
            Spelling.word(study.estimation().estimator()),
            law(study),
            pilot.map(report -> ProgressLine.grouped(report.trials())).orElse("-"),
            pilot.map(report -> ProgressLine.grouped(report.trialsPerSecond())).orElse("-"),
            worst.map(EstimateReport::reliability).orElse("-"),
            median.map(EstimateReport::reliability).orElse("-"),
            worst.map(forecast -> time(forecast.seconds())).orElse("-"),
            median.map(forecast -> time(forecast.seconds())).orElse("-"));
      }
      table.lines().forEach(out::println);
    }

    private static String trials(double number) {
      return Double.isNaN(number) ? UNKNOWN : ProgressLine.grouped(number);
    }

    private static String law(StudySpecification study) {
      return study.stimuli().kind() instanceof WhiteNoiseKind white ? white.law().name() : "";
    }

    private static String reliability(Forecast forecast) {
      return Reliability.text(forecast.reliability());
    }

    /** Formats seconds; a pilot is accurate to about two figures. */
    private static String time(double seconds) {
      if (Double.isNaN(seconds)) {
        return UNKNOWN;
      }
      if (seconds < MINUTE) {
        return (seconds < SHORT ? "%.1f s" : "%.0f s").formatted(seconds);
      }
      double minutes = seconds / MINUTE;
      return minutes < MINUTE
          ? (minutes < SHORT ? "%.1f min" : "%.0f min").formatted(minutes)
          : "%,.1f h".formatted(minutes / MINUTE);
    }
  }
}
