package org.revcor.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.server.Settings;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Pilot;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

final class LocalOptions {
  private static final int MAX_LANES = 1024;

  @Mixin private JsonOption json;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Number of lanes on a machine without GPUs (default: one per core).")
  private @Nullable String lanes;

  @Option(names = "--quiet", description = "Prints only errors.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  private @Nullable Settings settings;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  Settings settings() {
    if (settings == null) {
      settings = options.read();
    }
    return settings;
  }

  LaneSettings lanes() {
    LaneSettings standard = settings().lanes();
    return lanes == null ? standard : standard.withCpuLanes(number(lanes));
  }

  Materials materials() {
    return SettingsOptions.materials(settings());
  }

  /**
   * Returns the value of an option {@code --lanes}.
   *
   * @throws InvalidInputException if it is not a valid number
   */
  static int number(String given) {
    if (given.matches("\\d{1,4}")) {
      int number = Integer.parseInt(given);
      if (number >= 1 && number <= MAX_LANES) {
        return number;
      }
    }
    throw new InvalidInputException("--lanes", given, "a whole number from 1 to " + MAX_LANES);
  }

  boolean isJson() {
    return json.isGiven();
  }

  boolean isQuiet() {
    return quiet;
  }

  /** Returns where text is printed; nowhere if the command is quiet or prints JSON. */
  PrintWriter text() {
    return quiet ? new PrintWriter(Writer.nullWriter()) : json.text();
  }

  /** Prints a value as JSON if that is requested; else as text, unless the command is quiet. */
  void print(Object value, Runnable text) {
    json.print(value, quiet ? () -> {} : text);
  }

  HeadlessStudy start(StudySpecification study, Path out, boolean fresh) {
    return HeadlessStudy.start(
        study,
        materials(),
        out,
        lanes(),
        settings().runs().checkpointInterval(),
        Optional.empty(),
        fresh);
  }

  /** Runs a study to its end or to Ctrl-C, with its progress, and returns its last state. */
  StudyView follow(HeadlessStudy study, Interrupts interrupts) {
    interrupts.onFirst(study::stop);
    if (study.resumedAt() > 0) {
      text().printf("resuming at trial %d%n", study.resumedAt());
    }
    return new ProgressLine.RunProgress("", spec.commandLine().getErr(), isQuiet()).follow(study);
  }

  /**
   * Runs the first blocks of studies on lanes; returns the exit code.
   *
   * @param measure returns whether a block was completed in time
   */
  int estimate(Predicate<Pilot> measure) {
    if (isJson()) {
      throw new InvalidInputException("--json", "given with --estimate", "left out with it");
    }
    LaneSettings settings = lanes();
    try (Interrupts interrupts = Interrupts.open();
        LocalLanes started =
            LocalLanes.start(Platform.ofThisMachine(settings.kernels()), settings)) {
      Pilot pilot = new Pilot(materials(), started, settings);
      interrupts.onFirst(pilot::stop);
      if (measure.test(pilot)) {
        return ExitCode.DONE;
      }
      spec.commandLine().getErr().println("no block of the study was completed in time");
      return ExitCode.FAILED;
    } catch (CancellationException stopped) {
      return ExitCode.INTERRUPTED;
    }
  }

  /** Runs a study to its end and reports it; returns the exit code. */
  int run(StudySpecification specification, Path out, boolean fresh) {
    RunReport report = new RunReport(text(), out, fresh);
    int code;
    try (Interrupts interrupts = Interrupts.open();
        HeadlessStudy study = start(specification, out, fresh)) {
      StudyView first = study.now().toCompletableFuture().join();
      if (first.lifecycle().state() == StudyState.FINISHED) {
        report.printComplete(first);
        code = ExitCode.DONE;
      } else {
        StudyView last = follow(study, interrupts);
        code = exitCode(last);
        if (code != ExitCode.FAILED) {
          report.printEnd(last);
        }
      }
    }
    new RunDirectory(out).record().ifPresent(json::print);
    return code;
  }

  /** Returns the exit code of a study that has ended, and prints the problem of a failed one. */
  int exitCode(StudyView study) {
    if (study.lifecycle().state() == StudyState.FAILED) {
      spec.commandLine().getErr().println("the study failed: " + study.lifecycle().problem());
      return ExitCode.FAILED;
    }
    return study.lifecycle().end() == EndReason.STOPPED ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }
}
