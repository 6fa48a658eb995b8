package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.revcor.compare.Effort;
import org.revcor.compare.Measure;
import org.revcor.compare.Outcome;
import org.revcor.compare.Results;

/** What studies took, as tables. */
final class CompareReport {
  private final PrintWriter out;
  private final Path folder;

  CompareReport(PrintWriter out, Path folder) {
    this.out = out;
    this.folder = folder;
  }

  void tell(Results results) {
    out.println();
    out.println(
        "To reach a reliability, the worst and the median channel took (medians over seeds; - is not reached):");
    efforts(results, Measure.RELIABILITY);
    if (results.hasReference()) {
      out.println();
      out.println("To reach a correlation with the reference:");
      efforts(results, Measure.REFERENCE);
      if (results.withoutCourse() > 0) {
        out.println(
            "%d of %d studies were run without this reference, so that only their last maps are held against it; to run one again, delete its folder."
                .formatted(results.withoutCourse(), results.outcomes().size()));
      }
      out.println();
      references(results);
    }
    for (Results.Failure failure : results.failures()) {
      out.println(
          "failed: %s, seed %d (%s)".formatted(failure.title(), failure.seed(), failure.reason()));
    }
    out.println("compare.csv, compare.json, compare.png in " + folder);
    out.flush();
  }

  private void efforts(Results results, Measure measure) {
    Table table =
        new Table(
            "study",
            ">seeds",
            measure == Measure.RELIABILITY ? ">reliability" : ">correlation",
            ">reached",
            ">worst: trials",
            ">forwards",
            ">seconds",
            ">median: trials",
            ">forwards",
            ">seconds");
    String before = "";
    for (Results.Summary summary : results.summaries(measure)) {
      boolean again = summary.title().equals(before);
      before = summary.title();
      table.add(
          again ? "" : summary.title(),
          again ? "" : summary.seeds() == 0 ? "-" : String.valueOf(summary.seeds()),
          String.valueOf(summary.target()),
          summary.channels() == 0 ? "-" : summary.reached() + "/" + summary.channels(),
          whole(summary.worst().trials()),
          whole(summary.worst().forwards()),
          seconds(summary.worst()),
          whole(summary.median().trials()),
          whole(summary.median().forwards()),
          seconds(summary.median()));
    }
    table.lines().forEach(out::println);
  }

  private void references(Results results) {
    Table table = new Table("last maps and the reference's", ">seed", ">lowest r", ">median r");
    for (Outcome outcome : results.outcomes()) {
      double[] sorted =
          outcome.channels().stream()
              .map(Outcome.ChannelOutcome::reference)
              .flatMapToDouble(OptionalDouble::stream)
              .sorted()
              .toArray();
      table.add(
          outcome.title(),
          String.valueOf(outcome.study().seed()),
          correlation(Arrays.stream(sorted).min()),
          correlation(middle(sorted)));
    }
    table.lines().forEach(out::println);
  }

  private static OptionalDouble middle(double[] sorted) {
    int half = sorted.length / 2;
    return DoubleStream.of(sorted)
        .skip(sorted.length % 2 == 0 ? Math.max(0, half - 1) : half)
        .limit(sorted.length % 2 == 0 ? 2 : 1)
        .average();
  }

  private static String correlation(OptionalDouble r) {
    return r.isEmpty() ? "-" : String.format(Locale.ROOT, "%.3f", r.getAsDouble());
  }

  private static String whole(double value) {
    return Double.isFinite(value) ? ProgressLine.grouped(value) : "-";
  }

  private static String seconds(Effort effort) {
    return Double.isFinite(effort.seconds())
        ? String.format(Locale.ROOT, effort.seconds() < 10 ? "%.2f" : "%.1f", effort.seconds())
        : "-";
  }
}
