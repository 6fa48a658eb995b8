package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.calibration.Calibration;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.inference.calibration.Hardware;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.results.StudyView;

/** Batch sizes of studies with and without a calibration. */
final class CalibratedStudyTest extends StudyRuns {
  private static final String STUDY =
      """
      {"seed": 5, "observer": {"model": "mnist-logistic"}, "readout": {"kind": "probability"},
       "stop": {"max-trials": %d}, %s}
      """;
  private static final String CALIBRATED = "\"batch-size\": \"calibrated\"";

  @Test
  void missingCalibrationIsRefusedWithTheCommandToRun() {
    assertRefused(
        () -> start(STUDY.formatted(2_000, CALIBRATED), "out", 1),
        "study.batch-size is calibrated, and there is no calibration of mnist-logistic; it must"
            + " be a number or left out, unless revcor calibrate --observer mnist-logistic"
            + " finds one");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void calibrationOfAnotherMachineIsRefusedWithTheDifference() throws IOException {
    Hardware here = Hardware.ofThisMachine();
    calibrate(20, new Hardware("Z80", here.cores(), here.gpus(), here.platform()));

    assertRefused(() -> start(STUDY.formatted(2_000, CALIBRATED), "out", 1))
        .hasMessageContaining(
            "the calibration of mnist-logistic is of another machine, engine or kernels (its"
                + " processor was Z80 and is ");
  }

  @Test
  void batchesHaveAtMostTheCalibratedSize() throws Exception {
    calibrate(20, Hardware.ofThisMachine());

    StudyView calibrated =
        run(STUDY.formatted(2_000, CALIBRATED + ", \"block-size\": 100"), "calibrated", 1);
    StudyView chosen =
        run(STUDY.formatted(2_000, "\"batch-size\": 17, \"block-size\": 100"), "chosen", 2);
    StudyView unset = run(STUDY.formatted(2_000, "\"block-size\": 100"), "unset", 1);

    assertThat(calibrated.setup().plan().batchSize()).isEqualTo(17);
    assertThat(calibrated.setup().plan()).isEqualTo(chosen.setup().plan());
    assertThat(unset.setup().plan().batchSize()).as("only if requested").isEqualTo(50);
    assertThat(array("calibrated/maps.npy")).containsExactly(array("chosen/maps.npy"));
  }

  @Test
  void resumedStudyKeepsItsBatches() throws Exception {
    calibrate(20, Hardware.ofThisMachine());
    String study = STUDY.formatted(20_000, CALIBRATED + ", \"block-size\": 100");
    run(study, "whole", 1);
    try (HeadlessStudy stopped = start(study, "parts", 1)) {
      stopped.stop();
      stopped.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    calibrate(50, Hardware.ofThisMachine());

    StudyView end = run(study, "parts", 1);

    assertThat(end.setup().plan().batchSize()).isEqualTo(17);
    assertSameResults("whole", "parts");
  }

  @Test
  void extendedStudyKeepsItsBlocksAndBatches() throws Exception {
    calibrate(100, Hardware.ofThisMachine());
    NumericPlan plan = run(STUDY.formatted(20_000, CALIBRATED), "out", 2).setup().plan();
    assertThat(List.of(plan.blockSize(), plan.batchSize())).containsExactly(400, 100);
    calibrate(30, Hardware.ofThisMachine());

    assertThat(run(STUDY.formatted(40_000, CALIBRATED), "out", 2).setup().plan()).isEqualTo(plan);
  }

  private void calibrate(int batchSize, Hardware hardware) throws IOException {
    Calibrations.ofDataFolder(folder, Hardware::ofThisMachine)
        .keep(
            new Calibration(
                "mnist-logistic",
                new Catalogue(folder).named("mnist-logistic").description().digest(),
                hardware,
                "2026-11-25T10:15:00Z",
                batchSize,
                1,
                50_000,
                List.of(),
                false));
  }
}
