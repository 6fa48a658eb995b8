package org.revcor.cli;

import java.nio.file.Path;
import org.revcor.inference.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.plan.Materials;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of commands that fold recorded responses. */
final class FoldOptions {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Run directory for the results; created if missing.")
  private Path out;

  @Mixin private LaneOptions lanes;

  @Mixin private JsonOption json;

  @Option(names = "--quiet", description = "Prints only errors.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Writes recorded responses. */
  interface Recording {
    /**
     * Writes the responses to a folder.
     *
     * @return the study that folds them
     */
    StudySpecification write(Path folder, Materials materials, LaneSettings lanes);
  }

  /** Folds responses and reports the study; returns the exit code. */
  int fold(Recording recording) {
    Settings settings = options.read();
    Materials materials = SettingsOptions.materials(settings);
    LaneSettings laneSettings = lanes.applyTo(settings.lanes());
    StudySpecification study = recording.write(out, materials, laneSettings);
    return RunCommand.follow(
        () ->
            HeadlessStudy.start(
                study, materials, out, laneSettings, settings.runs().checkpointInterval()),
        out,
        quiet,
        json,
        spec);
  }

  boolean isQuiet() {
    return quiet || json.isGiven();
  }
}
