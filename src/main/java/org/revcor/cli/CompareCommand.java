package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.comparison.Comparison;
import org.revcor.study.comparison.ComparisonResults;
import org.revcor.study.comparison.Members;
import org.revcor.study.comparison.Targets;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.Reference;
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
}
