package org.revcor.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.calibration.Calibration;
import org.revcor.inference.calibration.CalibrationSearch;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.inference.calibration.ForwardCeiling.ForwardSpeed;
import org.revcor.inference.calibration.Hardware;
import org.revcor.observer.ObserverSource;
import org.revcor.server.Settings;
import org.revcor.study.plan.Materials;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revcor calibrate}: finds the fastest batch size and number of lanes for an observer. */
@Command(
    name = "calibrate",
    description =
        "Measures which batch size and number of lanes are fastest for an observer on this machine."
            + " Stores the result in the data folder, for studies with batch-size = calibrated.",
    exitCodeList = {
      "0:the calibration is stored",
      "1:it failed",
      "2:the study file or an option is invalid"
    })
final class CalibrateCommand extends PrintingCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3_600;

  /** Estimated number of measurements, among which the time is divided. */
  private static final int MEASUREMENTS = 60;

  /** Largest relative spread of an idle machine. */
  private static final double MAX_IDLE_SPREAD = 0.05;

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  /** A study file or an observer. */
  private static final class Subject {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "STUDY.conf",
        description = "A study file; its observer and block size are used.")
    private @Nullable Path file;

    @Option(
        names = "--observer",
        required = true,
        paramLabel = "NAME",
        description = "Name of an observer, as revcor observers lists it.")
    private @Nullable String observer;
  }

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Approximate duration in seconds (default: ${DEFAULT-VALUE}); every setting is measured"
              + " at least three times.")
  private int seconds;

  @Option(names = "--quiet", description = "Prints only errors.")
  private boolean quiet;

  @Mixin private JsonOption json;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    requireAtMost(MAX_SECONDS, "--seconds", seconds);
    Settings settings = options.read();
    Materials materials = SettingsOptions.materials(settings);
    Optional<Integer> blockSize = Optional.empty();
    ObserverReference reference;
    if (subject.file == null) {
      reference = new ObserverReference.Named(String.valueOf(subject.observer));
    } else {
      StudySpecification study = StudyFile.read(subject.file);
      blockSize = study.numerics().blockSize();
      reference = study.observer();
    }
    return calibrate(
        materials.observers().resolve(reference),
        blockSize,
        materials.calibrations(),
        Hardware.ofThisMachine(settings.lanes().kernels()));
  }

  private int calibrate(
      ObserverSource observer,
      Optional<Integer> blockSize,
      Calibrations calibrations,
      Hardware hardware) {
    Platform platform = hardware.platform();
    int values = observer.description().values();
    int half = NumericPlan.of(values, Optional.empty(), blockSize, platform).blockSize() / 2;
    List<Integer> sizes =
        CalibrationSearch.batchSizes(half, NumericPlan.standardBatch(platform, values));
    List<Integer> lanes =
        platform.onGpus() ? List.of(platform.lanes(0)) : CalibrationSearch.lanes(hardware.cores());
    println("%s on %s".formatted(observer.description().name(), machine(hardware)));
    CalibrationSearch.Found found = search(observer, platform, sizes, lanes);
    Calibration calibration =
        Calibration.of(observer, hardware, Instant.now().truncatedTo(ChronoUnit.SECONDS), found);
    table(calibration).lines().forEach(this::println);
    explain(found).ifPresent(this::println);
    double spread = found.best().spread() / found.best().trialsPerSecond();
    if (spread > MAX_IDLE_SPREAD) {
      println(
          ("note: speeds of the same setting differ by %.0f %%; calibrate again when the machine"
                  + " is idle")
              .formatted(100 * spread));
    }
    return writing(
        "cannot write the calibration",
        () -> {
          Path file = calibrations.keep(calibration);
          println(
              "best: batches of %d on %s, %,.0f trials/s; stored in %s"
                  .formatted(
                      calibration.batchSize(),
                      calibration.lanes() == 1 ? "one lane" : calibration.lanes() + " lanes",
                      calibration.trialsPerSecond(),
                      file));
          json.print(calibration);
        });
  }

  private CalibrationSearch.Found search(
      ObserverSource observer, Platform platform, List<Integer> sizes, List<Integer> lanes) {
    Duration time = Duration.ofSeconds(seconds);
    ForwardSpeed speed = new ForwardSpeed(observer, platform, time.dividedBy(2L * MEASUREMENTS));
    RedrawnLine line = new RedrawnLine(err(), !quiet && Terminal.isInteractive());
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

  /** Returns why the best setting is not the fastest one; empty if it is. */
  static Optional<String> explain(CalibrationSearch.Found found) {
    Calibration.Measured fastest =
        found.tried().stream()
            .max(Comparator.comparingDouble(Calibration.Measured::trialsPerSecond))
            .orElseThrow();
    double faster = fastest.trialsPerSecond() / found.best().trialsPerSecond() - 1;
    return faster > 0
        ? Optional.of(
            ("note: batches of %d with %d lanes were %.1f %% faster, but differences within 2 %%"
                    + " or the spread are noise; of equally fast settings the smallest is best,"
                    + " since it takes the least memory")
                .formatted(fastest.batchSize(), fastest.lanes(), 100 * faster))
        : Optional.empty();
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
          "%,.0f".formatted(each.trialsPerSecond()),
          "%.1f %%".formatted(100 * each.spread() / each.trialsPerSecond()),
          best ? "best" : "");
    }
    return table;
  }

  private void println(String line) {
    if (!quiet) {
      json.text().println(line);
    }
  }
}
