package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule;
import org.revcor.figure.Columns;
import org.revcor.inference.Mebibytes;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.Pilot;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.PilotReport.Forecast;
import org.revcor.study.plan.Recommendation;
import org.revcor.study.plan.Recommendation.Candidate;
import org.revcor.study.plan.Recommender;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Mixin private LocalOptions local;

  @Override
  public Integer call() {
    StudySpecification specification = StudyFile.read(file);
    return purpose.estimate
        ? local.estimate(pilot -> estimate(pilot, specification))
        : local.run(specification, Objects.requireNonNull(purpose.out), fresh);
  }

  private boolean estimate(Pilot pilot, StudySpecification specification) {
    EstimateReport report = new EstimateReport(out());
    if (StudyFile.leavesOpen(file)) {
      Optional<Recommendation> suggested = Recommender.by(pilot).recommend(specification);
      suggested.ifPresent(report::print);
      return suggested.isPresent();
    }
    Optional<PilotReport> measured = pilot.run(specification, Pilot.Limit.OF_A_STUDY);
    measured.ifPresent(figures -> report.print(specification, figures));
    return measured.isPresent();
  }

  record EstimateReport(PrintWriter out) {
    private static final String UNKNOWN = "unknown";
    private static final int SHORT = 10;
    private static final int MINUTE = 60;

    void print(StudySpecification study, PilotReport pilot) {
      printCost(study.stop(), pilot);
      pilot.caveats(study).forEach(caveat -> out.println("note: " + caveat));
    }

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
      List<List<String>> rows = new ArrayList<>();
      stop.maxTrials().ifPresent(most -> rows.add(row("max-trials", most, pilot.seconds(most))));
      if (stop.reliability().isPresent()) {
        rows.add(forecast("median", stop.target(), pilot.median(stop.target())));
        rows.add(forecast("worst", stop.target(), pilot.worst(stop.target())));
      }
      if (stop.precision().isPresent() || stop.quantile() < 1) {
        double needed = pilot.look().trialsTo(stop);
        rows.add(
            row(
                needed > pilot.trials() ? "the targets" : "the targets, at the latest",
                needed,
                pilot.seconds(needed)));
      }
      if (stop.time().isPresent()) {
        double seconds = stop.time().get().toMillis() / 1e3;
        rows.add(row("time", seconds * pilot.trialsPerSecond(), seconds));
      }
      new Columns<List<String>>()
          .with("until", row -> row.get(0))
          .with(">trials", row -> row.get(1))
          .with(">time", row -> row.get(2))
          .lines(rows)
          .forEach(out::println);
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

    private static List<String> row(String until, double trials, double seconds) {
      return List.of(
          until, Double.isNaN(trials) ? UNKNOWN : ProgressLine.grouped(trials), time(seconds));
    }

    private static List<String> forecast(String which, double target, Forecast forecast) {
      return row(
          "reliability %s of the %s channel, %s".formatted(target, which, forecast.channel()),
          forecast.trials(),
          forecast.seconds());
    }

    private void printCandidates(Recommendation recommendation, double target) {
      Candidate chosen = recommendation.candidates().get(recommendation.chosen());
      new Columns<Candidate>()
          .with("", candidate -> candidate.equals(chosen) ? "*" : "")
          .with("readout", candidate -> candidate.specification().readout().word())
          .with(
              "estimator",
              candidate -> Spelling.word(candidate.specification().estimation().estimator()))
          .with("stimuli", candidate -> candidate.specification().stimuli().kind().words())
          .with(">trials", piloted(pilot -> ProgressLine.grouped(pilot.trials())))
          .with(">trials/s", piloted(pilot -> ProgressLine.grouped(pilot.trialsPerSecond())))
          .with(
              ">reliability: worst",
              piloted(pilot -> Reliability.text(pilot.worst(target).reliability())))
          .with(">median", piloted(pilot -> Reliability.text(pilot.median(target).reliability())))
          .with(
              ">time to " + target + ": worst",
              piloted(pilot -> time(pilot.worst(target).seconds())))
          .with(">median", piloted(pilot -> time(pilot.median(target).seconds())))
          .lines(recommendation.candidates())
          .forEach(out::println);
    }

    private static Function<Candidate, String> piloted(Function<PilotReport, String> cell) {
      return candidate -> candidate.pilot().map(cell).orElse("-");
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
