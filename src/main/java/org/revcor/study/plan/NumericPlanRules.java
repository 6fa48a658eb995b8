package org.revcor.study.plan;

import java.util.Optional;
import java.util.OptionalInt;
import org.revcor.InvalidInputException;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.study.specification.MapEstimator;
import org.revcor.study.specification.StudySpecification;

/** Chooses the numeric plan of a study, which is fixed when it is submitted. */
final class NumericPlanRules {
  /** Twice {@link StoppingRule#ENOUGH}, since uneven blocks count for less than their number. */
  private static final int MIN_BLOCKS_FOR_PRECISION = 2 * StoppingRule.ENOUGH;

  private NumericPlanRules() {}

  /**
   * Returns the plan of a study. Each half of a standard block has whole antithetic pairs, and
   * whole batches if the network fixes them and a block can have that many trials.
   *
   * @param values values of a row, or of the stimulus shown if it has more
   * @throws InvalidInputException if the block size is invalid, or precision cannot be estimated
   */
  static NumericPlan of(
      StudySpecification specification,
      int values,
      int maxBatchSize,
      OptionalInt fixedBatch,
      Platform platform) {
    boolean isWhole = fixedBatch.isPresent() && maxBatchSize % fixedBatch.getAsInt() == 0;
    NumericPlan plan =
        blocks(specification, values, maxBatchSize, isWhole ? maxBatchSize : 1, platform);
    requirePrecisionPossible(specification, plan);
    int min = specification.estimation().kind().minCentredBlock();
    if (plan.blockSize() < min) {
      throw new InvalidInputException(
          "study.block-size",
          String.valueOf(plan.blockSize()),
          "at least %d, since responses are centred within each half of a block".formatted(min));
    }
    return plan;
  }

  /** Returns the trials of the smallest block whose halves have whole batches and whole pairs. */
  static int wholeBlock(StudySpecification specification, int batch) {
    return 2 * (specification.stimuli().antithetic() && batch % 2 == 1 ? 2 * batch : batch);
  }

  private static NumericPlan blocks(
      StudySpecification specification,
      int values,
      int maxBatchSize,
      int ofHalf,
      Platform platform) {
    Optional<Long> maxTrials =
        trialsForBlocks(specification.estimation().kind(), specification.stop());
    NumericPlan plan =
        NumericPlan.of(
            values, maxTrials, specification.numerics().blockSize(), maxBatchSize, platform);
    if (specification.numerics().blockSize().isPresent()) {
      return plan;
    }
    int size = plan.blockSize();
    int ofBatches = wholeBlock(specification, ofHalf);
    int whole = ofBatches <= size ? ofBatches : wholeBlock(specification, 1);
    int least = Math.max(specification.estimation().kind().minCentredBlock(), whole);
    int even = Math.max(least, size / whole * whole);
    return even == plan.blockSize()
        ? plan
        : NumericPlan.of(values, maxTrials, Optional.of(even), maxBatchSize, platform);
  }

  /**
   * Returns the number of trials that determines the standard block size. It is a quarter of all
   * trials if the study requests a precision, which is estimated from blocks.
   */
  private static Optional<Long> trialsForBlocks(MapEstimator estimator, StoppingRule stop) {
    return stop.maxTrials()
        .map(
            trials ->
                stop.precision().isPresent()
                    ? Math.max(2, trials / 4)
                    : estimator.trialsForBlocks(trials));
  }

  private static void requirePrecisionPossible(StudySpecification specification, NumericPlan plan) {
    StoppingRule stop = specification.stop();
    if (stop.precision().isEmpty()) {
      return;
    }
    specification
        .estimation()
        .kind()
        .precisionObstacle()
        .ifPresent(
            obstacle -> {
              throw refusedPrecision(
                  stop, "left out with %s; set reliability instead".formatted(obstacle));
            });
    if (stop.maxTrials().isPresent()
        && plan.blocks(stop.maxTrials().get()) < MIN_BLOCKS_FOR_PRECISION) {
      throw refusedPrecision(
          stop,
          "left out, or used with max-trials of at least %d (%d blocks of %d trials) or a smaller block-size"
              .formatted(
                  (long) MIN_BLOCKS_FOR_PRECISION * plan.blockSize(),
                  MIN_BLOCKS_FOR_PRECISION,
                  plan.blockSize()));
    }
  }

  private static InvalidInputException refusedPrecision(StoppingRule stop, String expected) {
    return new InvalidInputException(
        "study.stop.precision", String.valueOf(stop.precision().get()), expected);
  }
}
