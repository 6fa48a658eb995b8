package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.ProgressLine.RunProgress;
import org.revcor.inference.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.comparison.Comparison;
import org.revcor.study.comparison.ComparisonResults;
import org.revcor.study.comparison.Member;
import org.revcor.study.comparison.Members;
import org.revcor.study.comparison.Targets;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.Reference;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor compare}: measures the cost of reliable maps in several studies. */
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

  @Mixin private JsonOption json;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Prints only errors.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Targets selected = targets == null ? Targets.DEFAULT : new Targets(targets);
    Settings settings = options.read();
    LaneSettings laneSettings = lanes.applyTo(settings.lanes());
    Materials materials = SettingsOptions.materials(settings);
    Optional<Reference> maps = Optional.ofNullable(reference).map(Reference::read);
    Members members =
        Members.read(
            files,
            seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds),
            maps,
            materials,
            laneSettings);
    Comparison comparison = new Comparison(members, out, selected, maps);
    CompareProgress progress = new CompareProgress(members, json.text(), err(), quiet);
    try (Interrupts interrupts = Interrupts.open()) {
      interrupts.onFirst(comparison::stop);
      progress.printLeftOut();
      comparison.run(materials, laneSettings, settings.runs().checkpointInterval(), progress);
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
    if (!quiet || json.isGiven()) {
      json.print(results.toJson(), () -> new CompareReport(out(), out).print(results));
    }
    if (comparison.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    return !results.failures().isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** Prints the progress of the running member of a comparison, and a line for each that ended. */
  record CompareProgress(Members members, PrintWriter out, PrintWriter err, boolean quiet)
      implements Comparison.Watcher {
    /** Prints the combinations that the comparison leaves out, with reasons. */
    void printLeftOut() {
      members
          .leftOut()
          .forEach(
              left -> println("left out: %s (%s)".formatted(left.combination(), left.reason())));
    }

    @Override
    public void watch(int place, HeadlessStudy study) {
      String name = name(place);
      StudyView first = study.now().toCompletableFuture().join();
      if (first.lifecycle().state() == StudyState.FINISHED) {
        println("%s: complete at trial %d".formatted(name, first.progress().trials()));
        return;
      }
      if (study.resumedAt() > 0) {
        println("%s: resuming at trial %d".formatted(name, study.resumedAt()));
      }
      StudyView last = new RunProgress(name, err, quiet).follow(study);
      if (last.lifecycle().state() == StudyState.FAILED) {
        err.printf("%s: the study failed: %s%n", name, last.lifecycle().problem());
      } else {
        println(
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

    private void println(String line) {
      if (!quiet) {
        out.println(line);
      }
    }
  }
}
