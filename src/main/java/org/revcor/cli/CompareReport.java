package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.revcor.study.comparison.ComparisonResults;
import org.revcor.study.comparison.Effort;
import org.revcor.study.comparison.Effort.ComparedQuantity;
import org.revcor.study.comparison.MemberOutcome;

/** Prints the results of a comparison as tables. */
record CompareReport(PrintWriter out, Path folder) {
  void print(ComparisonResults results) {
    out.println();
    out.println(
        "Cost until the worst and the median channel reach a reliability (medians over seeds; - ="
            + " not reached):");
    efforts(results, ComparedQuantity.RELIABILITY);
    if (results.hasReference()) {
      out.println();
      out.println("Cost until they reach a correlation with the reference:");
      efforts(results, ComparedQuantity.REFERENCE);
      if (results.withoutCourse() > 0) {
        out.printf(
            "%d of %d studies were run without this reference: only their last maps are compared with it; to run a study again, delete its folder.%n",
            results.withoutCourse(), results.outcomes().size());
      }
      out.println();
      references(results);
    }
    for (ComparisonResults.Failure failure : results.failures()) {
      out.printf("failed: %s, seed %d (%s)%n", failure.title(), failure.seed(), failure.reason());
    }
    out.println("compare.csv, compare.json, compare.png in " + folder);
  }

  private void efforts(ComparisonResults results, ComparedQuantity measure) {
    Table table =
        new Table(
            "study",
            ">seeds",
            measure == ComparedQuantity.RELIABILITY ? ">reliability" : ">correlation",
            ">reached",
            ">worst: trials",
            ">forwards",
            ">seconds",
            ">median: trials",
            ">forwards",
            ">seconds");
    String before = "";
    for (ComparisonResults.Summary summary : results.summaries(measure)) {
      boolean repeated = summary.title().equals(before);
      before = summary.title();
      table.add(
          repeated ? "" : summary.title(),
          repeated ? "" : summary.seeds() == 0 ? "-" : String.valueOf(summary.seeds()),
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

  private void references(ComparisonResults results) {
    Table table = new Table("last maps vs reference", ">seed", ">lowest r", ">median r");
    for (MemberOutcome outcome : results.outcomes()) {
      double[] sorted =
          outcome.channels().stream()
              .map(MemberOutcome.ChannelOutcome::reference)
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
    return r.isEmpty() ? "-" : "%.3f".formatted(r.getAsDouble());
  }

  private static String whole(double value) {
    return Double.isFinite(value) ? ProgressLine.grouped(value) : "-";
  }

  private static String seconds(Effort effort) {
    return Double.isFinite(effort.seconds())
        ? (effort.seconds() < 10 ? "%.2f" : "%.1f").formatted(effort.seconds())
        : "-";
  }
}
