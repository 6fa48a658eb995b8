package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.compare.Comparison;
import org.revcor.compare.Members;
import org.revcor.compare.Results;
import org.revcor.compare.Targets;
import org.revcor.lane.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.Materials;
import org.revcor.study.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor compare}: what studies take until their maps are reliable. */
@Command(
    name = "compare",
    description =
        "Runs studies, or the sweep of one, one after another, and tells what each takes until its maps are"
            + " reliable: trials, forward passes and seconds. Started again on the same folder it runs what is missing.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all studies are complete",
      "1:one of them failed, or was refused",
      "2:a study file, or an option, cannot be used",
      "130:ended by Ctrl-C, with the results so far; a second Ctrl-C ends at once, without"
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "STUDY.conf",
      description = "Study files, each with or without a sweep.")
  private List<Path> files;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results, with one below it for each study; made if missing.")
  private Path out;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Runs every study with N seeds, counted up from its own (default: that alone).")
  private @Nullable Integer seeds;

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      description =
          "Results of a long study, whose maps those of all are correlated with at every look.")
  private @Nullable Path reference;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "R",
      description =
          "Reliabilities, and correlations with the reference, to wait for (default: .5,.8,.9,.95,.99).")
  private @Nullable List<Double> targets;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Says nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Targets wanted = targets == null ? Targets.STANDARD : new Targets(targets);
    Settings settings = options.alone();
    LaneSettings laneSettings = lanes.over(settings.lanes());
    Materials materials = SettingsOptions.materials(settings);
    Optional<Reference> maps = Optional.ofNullable(reference).map(Reference::read);
    Members members =
        Members.read(
            files,
            seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds),
            maps,
            materials,
            laneSettings);
    Comparison comparison = new Comparison(members, out, wanted, maps);
    CompareProgress progress =
        new CompareProgress(members, spec.commandLine(), Terminal.isThere(), quiet);
    try (Interrupts interrupts = Interrupts.taken()) {
      interrupts.then(comparison::stop);
      progress.leftOut();
      comparison.run(materials, laneSettings, settings.checkpointInterval(), progress);
      return report(comparison);
    }
  }

  private int report(Comparison comparison) {
    Results results = comparison.results();
    try {
      results.write(out);
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write the results: " + failed);
      return ExitCode.FAILED;
    }
    if (!quiet) {
      new CompareReport(spec.commandLine().getOut(), out).tell(results);
    }
    if (comparison.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    return !results.failures().isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
  }
}
