package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.ProgressLine.RunProgress;
import org.revcor.figure.Columns;
import org.revcor.study.comparison.Comparison;
import org.revcor.study.comparison.ComparisonResults;
import org.revcor.study.comparison.Member;
import org.revcor.study.comparison.MemberOutcome;
import org.revcor.study.comparison.Members;
import org.revcor.study.comparison.TargetCost;
import org.revcor.study.comparison.TargetCost.ComparedQuantity;
import org.revcor.study.comparison.Targets;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.Reference;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description =
        "Runs studies, or the sweep of a study, in sequence. Reports what each needs until its maps"
            + " are reliable: trials, forward passes and seconds. When restarted with the same"
            + " --out it runs only the missing studies.",
    exitCodeList = {
      "0:all studies are complete",
      "1:at least one failed or was rejected",
      "2:a study file or an option is invalid",
      "130:ended by Ctrl-C, with the results so far; a second Ctrl-C ends at once without results"
    })
final class CompareCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "STUDY.conf",
      description = "Study files, with or without a sweep.")
  private List<Path> files;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results, with a subfolder for each study; created if missing.")
  private Path out;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Runs every study with N seeds: its own and the following ones (default: 1).")
  private @Nullable Integer seeds;

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      description =
          "Run directory of a long study; at every look, maps are correlated with its maps.")
  private @Nullable Path reference;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "R",
      description =
          "Target reliabilities and correlations with the reference (default: .5,.8,.9,.95,.99).")
  private @Nullable List<Double> targets;

  @Mixin private LocalOptions local;

  @Override
  public Integer call() {
    Targets selected = targets == null ? Targets.DEFAULT : new Targets(targets);
    Optional<Reference> maps = Optional.ofNullable(reference).map(Reference::read);
    Members members =
        Members.read(
            files,
            seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds),
            maps,
            local.materials(),
            local.lanes());
    Comparison comparison = new Comparison(members, out, selected, maps);
    CompareProgress progress = new CompareProgress(members, local.text(), err(), local.isQuiet());
    try (Interrupts interrupts = Interrupts.open()) {
      interrupts.onFirst(comparison::stop);
      progress.printLeftOut();
      comparison.run(
          local.materials(), local.lanes(), local.settings().runs().checkpointInterval(), progress);
      return report(comparison);
    }
  }

  private int report(Comparison comparison) {
    ComparisonResults results = comparison.results();
    try {
      results.write(out);
    } catch (IOException failed) {
      err().println("cannot write the results: " + failed);
      return ExitCode.FAILED;
    }
    local.print(results.toJson(), () -> new CompareReport(out(), out).print(results));
    if (comparison.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    return !results.failures().isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
  }

  record CompareProgress(Members members, PrintWriter out, PrintWriter err, boolean quiet)
      implements Comparison.Watcher {
    void printLeftOut() {
      members
          .leftOut()
          .forEach(
              left ->
                  out.println("left out: %s (%s)".formatted(left.combination(), left.reason())));
    }

    @Override
    public void watch(int place, HeadlessStudy study) {
      String name = name(place);
      StudyView first = study.now().toCompletableFuture().join();
      if (first.lifecycle().state() == StudyState.FINISHED) {
        out.println("%s: complete at trial %d".formatted(name, first.progress().trials()));
        return;
      }
      if (study.resumedAt() > 0) {
        out.println("%s: resuming at trial %d".formatted(name, study.resumedAt()));
      }
      StudyView last = new RunProgress(name, err, quiet).follow(study);
      if (last.lifecycle().state() == StudyState.FAILED) {
        err.printf("%s: the study failed: %s%n", name, last.lifecycle().problem());
      } else {
        out.println(
            "%s: %s after %s trials in %.1f s"
                .formatted(
                    name,
                    RunReport.reason(
                        Objects.requireNonNullElse(last.lifecycle().end(), EndReason.STOPPED)),
                    ProgressLine.grouped(last.progress().trials()),
                    last.progress().seconds()));
      }
    }

    @Override
    public void refused(int place, String reason) {
      err.printf("%s: %s%n", name(place), reason);
    }

    private String name(int place) {
      Member member = members.members().get(place);
      return "%d/%d %s, seed %d"
          .formatted(
              place + 1,
              members.members().size(),
              members.titles().getOrDefault(member.variant(), member.study().name()),
              member.study().seed());
    }
  }

  record CompareReport(PrintWriter out, Path folder) {
    void print(ComparisonResults results) {
      out.println();
      out.println(
          "Cost until the worst and the median channel reach a reliability (medians over seeds; - ="
              + " not reached):");
      costs(results, ComparedQuantity.RELIABILITY);
      if (results.hasReference()) {
        out.println();
        out.println("Cost until they reach a correlation with the reference:");
        costs(results, ComparedQuantity.REFERENCE);
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
      out.println("compare.csv, compare.json, worst.svg, median.svg in " + folder);
    }

    private void costs(ComparisonResults results, ComparedQuantity measure) {
      new Columns<ComparisonResults.Summary>()
          .with("study", ComparisonResults.Summary::title)
          .with(">seeds", row -> orNone(row.seeds(), row.seeds()))
          .with(
              measure == ComparedQuantity.RELIABILITY ? ">reliability" : ">correlation",
              ComparisonResults.Summary::target)
          .with(">reached", row -> orNone(row.channels(), row.reached() + "/" + row.channels()))
          .with(">worst: trials", row -> whole(row.worst().trials()))
          .with(">forwards", row -> whole(row.worst().forwards()))
          .with(">seconds", row -> seconds(row.worst()))
          .with(">median: trials", row -> whole(row.median().trials()))
          .with(">forwards", row -> whole(row.median().forwards()))
          .with(">seconds", row -> seconds(row.median()))
          .lines(results.summaries(measure))
          .forEach(out::println);
    }

    private static Object orNone(int number, Object shown) {
      return number == 0 ? "-" : shown;
    }

    private void references(ComparisonResults results) {
      new Columns<MemberOutcome>()
          .with("last maps vs reference", MemberOutcome::title)
          .with(">seed", outcome -> outcome.study().seed())
          .with(">lowest r", outcome -> correlation(outcome, sorted -> sorted[0]))
          .with(">median r", outcome -> correlation(outcome, TargetCost::medianOf))
          .lines(results.outcomes())
          .forEach(out::println);
    }

    private static String correlation(MemberOutcome outcome, ToDoubleFunction<double[]> statistic) {
      double[] sorted =
          outcome.channels().stream()
              .map(MemberOutcome.ChannelOutcome::reference)
              .flatMapToDouble(OptionalDouble::stream)
              .sorted()
              .toArray();
      return sorted.length == 0 ? "-" : "%.3f".formatted(statistic.applyAsDouble(sorted));
    }

    private static String whole(double value) {
      return Double.isFinite(value) ? ProgressLine.grouped(value) : "-";
    }

    private static String seconds(TargetCost cost) {
      return Double.isFinite(cost.seconds())
          ? (cost.seconds() < 10 ? "%.2f" : "%.1f").formatted(cost.seconds())
          : "-";
    }
  }
}
