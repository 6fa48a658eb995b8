package org.revcor.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.revcor.lane.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.study.EndReason;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.StudyFile;
import org.revcor.study.StudySpecification;
import org.revcor.study.StudyState;
import org.revcor.study.StudyView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor run}: one study without a server. */
@Command(
    name = "run",
    description = "Runs a study without a server and writes its results into a folder.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the study is complete",
      "1:it failed",
      "2:the study file, or an option, cannot be used",
      "130:ended by Ctrl-C, with the results so far; a second Ctrl-C ends at once, without"
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "STUDY.conf", description = "The study file.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; made if missing.")
  private Path out;

  @Mixin private LaneOptions lanes;

  @Option(names = "--quiet", description = "Says nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    StudySpecification specification = StudyFile.read(file);
    Settings settings = options.alone();
    LaneSettings laneSettings = lanes.over(settings.lanes());
    try (Interrupts interrupts = Interrupts.taken();
        HeadlessStudy study =
            HeadlessStudy.start(
                specification,
                SettingsOptions.materials(settings),
                out,
                laneSettings,
                settings.checkpointInterval())) {
      interrupts.then(study::stop);
      return follow(study);
    }
  }

  private int follow(HeadlessStudy study) {
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
