package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.revcor.compare.Effort;
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
    efforts(results);
    if (results.outcomes().stream()
        .flatMap(outcome -> outcome.channels().stream())
        .anyMatch(channel -> channel.reference().isPresent())) {
      out.println();
      references(results);
    }
    out.println("compare.csv, compare.json, compare.png in " + folder);
    out.flush();
  }

  private void efforts(Results results) {
    Table table =
        new Table(
            "study",
            ">seeds",
            ">reliability",
            ">reached",
            ">worst: trials",
            ">forwards",
            ">seconds",
            ">median: trials",
            ">forwards",
            ">seconds");
    String before = "";
    for (Results.Summary summary : results.summaries()) {
      boolean again = summary.title().equals(before);
      before = summary.title();
      table.add(
          again ? "" : summary.title(),
          again ? "" : String.valueOf(summary.seeds()),
          String.valueOf(summary.target()),
          summary.reached() + "/" + summary.channels(),
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
