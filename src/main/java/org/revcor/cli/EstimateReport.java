package org.revcor.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.Mebibytes;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.PilotReport.Forecast;
import org.revcor.study.plan.Recommendation;
import org.revcor.study.plan.Recommendation.Candidate;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.WhiteNoiseKind;

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
