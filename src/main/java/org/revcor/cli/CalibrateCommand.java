package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.calibration.Calibration;
import org.revcor.calibration.CalibrationSearch;
import org.revcor.calibration.Calibrations;
import org.revcor.calibration.ForwardSpeed;
import org.revcor.calibration.Hardware;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.observer.ObserverSource;
import org.revcor.server.Settings;
import org.revcor.specification.ObserverReference;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;
import org.revcor.study.Materials;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor calibrate}: the batch size and the number of lanes that suit an observer here. */
@Command(
    name = "calibrate",
    description =
        "Finds, by a short run, how many stimuli are best shown at once to an observer on this machine, and on how many"
            + " lanes; keeps it in the data folder for studies with batch-size = calibrated.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the calibration is kept",
      "1:it failed",
      "2:the study file, or an option, cannot be used"
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3_600;

  /** Measurements of a round of sizes, and of lanes, that the time is shared among. */
  private static final int MEASUREMENTS = 60;

  /** Spread of an idle machine. */
  private static final double CALM = 0.05;

  @ArgGroup(multiplicity = "1")
  private Whose whose;

  /** Either of them. */
  private static final class Whose {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "STUDY.conf",
        description = "A study file, whose observer and block size are taken.")
    private @Nullable Path file;

    @Option(
        names = "--observer",
        required = true,
        paramLabel = "NAME",
        description = "An observer that revcor observers lists.")
    private @Nullable String observer;
  }

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "About how long to measure (default: ${DEFAULT-VALUE}); every choice is measured three times in any case.")
  private int seconds;

  @Option(names = "--quiet", description = "Says nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new InvalidInputException(
          "--seconds", String.valueOf(seconds), "a whole number from 1 to " + MAX_SECONDS);
    }
    Settings settings = options.alone();
    Materials materials = SettingsOptions.materials(settings);
    OptionalInt blockSize = OptionalInt.empty();
    ObserverReference reference;
    if (whose.file == null) {
      reference = new ObserverReference.Named(String.valueOf(whose.observer));
    } else {
      StudySpecification study = StudyFile.read(whose.file);
      blockSize = study.blockSize();
      reference = study.observer();
    }
    return calibrate(materials.observers().resolve(reference), blockSize, materials.calibrations());
  }

  private int calibrate(ObserverSource observer, OptionalInt blockSize, Calibrations kept) {
    Hardware hardware = Hardware.ofThisMachine();
    Platform platform = hardware.platform();
    int half =
        NumericPlan.of(observer.description().values(), OptionalLong.empty(), blockSize, platform)
                .blockSize()
            / 2;
    List<Integer> sizes = CalibrationSearch.batchSizes(half, NumericPlan.standardBatch(platform));
    List<Integer> lanes =
        platform.onGpus() ? List.of(platform.lanes(0)) : CalibrationSearch.lanes(hardware.cores());
    say("%s on %s".formatted(observer.description().name(), machine(hardware)));
    CalibrationSearch.Found found = search(observer, platform, sizes, lanes);
    Calibration calibration =
        Calibration.of(
            observer.description(), hardware, Instant.now().truncatedTo(ChronoUnit.SECONDS), found);
    table(calibration).lines().forEach(this::say);
    double spread = found.best().spread() / found.best().trialsPerSecond();
    if (spread > CALM) {
      say(
          String.format(
              Locale.ROOT,
              "note: speeds of the same choice differ by %.0f %%; calibrate again when the machine does nothing else",
              100 * spread));
    }
    try {
      Path file = kept.keep(calibration);
      say(
          String.format(
              Locale.ROOT,
              "best: batches of %d on %s, %,.0f trials/s; kept in %s",
              calibration.batchSize(),
              calibration.lanes() == 1 ? "one lane" : calibration.lanes() + " lanes",
              calibration.trialsPerSecond(),
              file));
      return ExitCode.DONE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("the calibration cannot be kept: " + e);
      return ExitCode.FAILED;
    }
  }

  private CalibrationSearch.Found search(
      ObserverSource observer, Platform platform, List<Integer> sizes, List<Integer> lanes) {
    Duration time = Duration.ofSeconds(seconds);
    ForwardSpeed speed = new ForwardSpeed(observer, platform, time.dividedBy(2L * MEASUREMENTS));
    RedrawnLine line = new RedrawnLine(spec.commandLine().getErr(), !quiet && Terminal.isThere());
    AtomicInteger measured = new AtomicInteger();
    try {
      return new CalibrationSearch(
              (batchSize, count) -> {
                line.redraw(
                    () ->
                        "measurement %d: batches of %d, lanes: %d"
                            .formatted(measured.incrementAndGet(), batchSize, count));
                return speed.trialsPerSecond(batchSize, count);
              },
              time)
          .search(sizes, lanes);
    } finally {
      line.clear();
    }
  }

  private static String machine(Hardware hardware) {
    return hardware.gpus().isEmpty()
        ? "%s, %d cores, %s"
            .formatted(hardware.processor(), hardware.cores(), hardware.platform().instructions())
        : String.join("; ", hardware.gpus());
  }

  private static Table table(Calibration calibration) {
    Table table = new Table(">batch", ">lanes", ">trials/s", ">spread", "");
    for (Calibration.Measured each : calibration.tried()) {
      boolean best =
          each.batchSize() == calibration.batchSize()
              && each.lanes() == calibration.lanes()
              && each.trialsPerSecond() == calibration.trialsPerSecond();
      table.add(
          String.valueOf(each.batchSize()),
          String.valueOf(each.lanes()),
          String.format(Locale.ROOT, "%,.0f", each.trialsPerSecond()),
          String.format(Locale.ROOT, "%.1f %%", 100 * each.spread() / each.trialsPerSecond()),
          best ? "best" : "");
    }
    return table;
  }

  private void say(String line) {
    if (!quiet) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }
}
