package org.revcor.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.revcor.lane.LaneSettings;
import org.revcor.record.EndReason;
import org.revcor.record.StudyState;
import org.revcor.server.Settings;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;
import org.revcor.study.HeadlessPilot;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.Materials;
import org.revcor.study.Pilot;
import org.revcor.study.PilotReport;
import org.revcor.study.Recommendation;
import org.revcor.study.Recommender;
import org.revcor.study.StudyView;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor run}: one study without a server. */
@Command(
    name = "run",
    description =
        "Runs a study without a server and writes its results into a folder, or estimates what it would take.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the study is complete, or estimated",
      "1:it failed",
      "2:the study file, or an option, cannot be used",
      "130:ended by Ctrl-C, with the results so far; a second Ctrl-C ends at once, without"
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STUDY.conf", description = "The study file.")
  private Path file;

  @ArgGroup(multiplicity = "1")
  private Purpose purpose;

  /** Either of them. */
  private static final class Purpose {
    @Option(
        names = "--out",
        required = true,
        paramLabel = "DIR",
        description = "Folder for the results; made if missing.")
    private @Nullable Path out;

    @Option(
        names = "--estimate",
        required = true,
        description =
            "Shows the first blocks alone, and tells what the study would take; for a file that names no stimulus,"
                + " readout or estimator, proposes them. Leaves no results.")
    private boolean estimate;
  }

  @Option(
      names = "--fresh",
      description = "Begins anew, whatever the folder holds; an earlier run in it is lost.")
  private boolean fresh;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Says nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    StudySpecification specification = StudyFile.read(file);
    Settings settings = options.alone();
    Materials materials = SettingsOptions.materials(settings);
    LaneSettings laneSettings =
        lanes.over(
            settings.lanes(),
            () ->
                materials
                    .calibrations()
                    .of(materials.observers().resolve(specification.observer()).description()));
    return purpose.estimate
        ? estimate(specification, materials, laneSettings)
        : run(
            specification,
            materials,
            laneSettings,
            settings.checkpointInterval(),
            Objects.requireNonNull(purpose.out));
  }

  private int run(
      StudySpecification specification,
      Materials materials,
      LaneSettings laneSettings,
      Duration checkpointInterval,
      Path out) {
    try (Interrupts interrupts = Interrupts.taken();
        HeadlessStudy study =
            fresh
                ? HeadlessStudy.startAnew(
                    specification, materials, out, laneSettings, checkpointInterval)
                : HeadlessStudy.start(
                    specification, materials, out, laneSettings, checkpointInterval)) {
      interrupts.then(study::stop);
      return follow(study, out);
    }
  }

  private int estimate(
      StudySpecification specification, Materials materials, LaneSettings laneSettings) {
    EstimateReport report = new EstimateReport(spec.commandLine().getOut());
    try (Interrupts interrupts = Interrupts.taken();
        HeadlessPilot lanesAlone = HeadlessPilot.start(materials, laneSettings)) {
      Pilot pilot = lanesAlone.pilot();
      interrupts.then(pilot::stop);
      boolean answered;
      if (StudyFile.leavesOpen(file)) {
        Optional<Recommendation> proposed = Recommender.by(pilot).recommend(specification);
        proposed.ifPresent(report::tell);
        answered = proposed.isPresent();
      } else {
        Optional<PilotReport> told = pilot.run(specification, Pilot.Limit.OF_A_STUDY);
        told.ifPresent(figures -> report.tell(specification, figures));
        answered = told.isPresent();
      }
      if (!answered) {
        spec.commandLine().getErr().println("no block of the study was answered in time");
      }
      return answered ? ExitCode.DONE : ExitCode.FAILED;
    } catch (CancellationException stopped) {
      return ExitCode.INTERRUPTED;
    }
  }

  private int follow(HeadlessStudy study, Path out) {
    RunReport report = new RunReport(spec.commandLine().getOut(), out);
    StudyView first = study.now().toCompletableFuture().join();
    if (first.state() == StudyState.FINISHED) {
      say(() -> report.complete(first));
      return ExitCode.DONE;
    }
    if (study.resumedAt() > 0) {
      say(() -> report.resuming(study.resumedAt()));
    }
    RunProgress progress = new RunProgress(spec.commandLine().getErr(), Terminal.isThere());
    StudyView last = quiet ? study.end().toCompletableFuture().join() : progress.follow(study);
    if (last.state() == StudyState.FAILED) {
      spec.commandLine().getErr().println("the study failed: " + last.problem());
      return ExitCode.FAILED;
    }
    say(() -> report.ended(last));
    return last.end() == EndReason.STOPPED ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  private void say(Runnable words) {
    if (!quiet) {
      words.run();
    }
  }
}
