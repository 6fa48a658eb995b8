package org.revcor.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.inference.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.run.RecordedResponses;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor refold}: folds recorded responses again. */
@Command(
    name = "refold",
    description =
        "Folds the responses of an earlier study with observer.external again, with another"
            + " readout, estimator or stopping rule. Asks no client.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the study is complete",
      "1:it failed",
      "2:the study file, the response log or an option is invalid",
      "130:ended by Ctrl-C, with the results so far"
    })
final class RefoldCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN_DIR", description = "Run directory of the study.")
  private Path earlier;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STUDY.conf",
      description =
          "A study of the same observer, stimuli and seed. By default the study of RUN_DIR.")
  private @Nullable Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Run directory for the results; created if missing.")
  private Path out;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Prints only errors.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = options.read();
    Materials materials = SettingsOptions.materials(settings);
    LaneSettings laneSettings =
        lanes.applyTo(
            settings.lanes(),
            () -> {
              throw new InvalidInputException(
                  "--lanes", "calibrated", "a number, since no network is run");
            });
    RunDirectory run = new RunDirectory(earlier);
    StudySpecification study =
        RecordedResponses.copy(run, specification(run), materials, out, laneSettings);
    return RunCommand.follow(
        () ->
            HeadlessStudy.start(study, materials, out, laneSettings, settings.checkpointInterval()),
        out,
        quiet,
        spec);
  }

  private StudySpecification specification(RunDirectory run) {
    if (file != null) {
      return StudyFile.read(file);
    }
    return run.record()
        .map(StudyView::setup)
        .map(setup -> StudyFile.of(setup.specification()))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "RUN_DIR", earlier.toString(), "the run directory of a study"));
  }
}
