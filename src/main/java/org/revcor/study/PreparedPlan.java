package org.revcor.study;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.estimate.ConfidenceSequence;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.observer.Precision;
import org.revcor.specification.StudySpecification;

/** The numeric plan of a study, fixed when it is submitted. */
final class PreparedPlan {
  /** Twice {@link StoppingRule#ENOUGH}: uneven blocks count for less than their number. */
  private static final int MIN_BLOCKS_FOR_PRECISION = 2 * StoppingRule.ENOUGH;

  /** Of a network that does two hundred a second, within the time that a lane has for a block. */
  private static final double MAX_FORWARDS_A_BLOCK = 20_000;

  private PreparedPlan() {}

  /**
   * Blocks that suit a study; of antithetic pairs a standard block has whole ones in each half, and
   * where a trial takes many forward passes it has fewer trials.
   *
   * @param values values of a row, or of what is shown of it, whichever are more
   * @param forwardsPerTrial forward passes of a trial
   * @param mostAtOnce most trials of a batch
   * @throws InvalidInputException if the block size cannot be, or a precision can never be told
   */
  static NumericPlan of(
      StudySpecification specification,
      int values,
      double forwardsPerTrial,
      int mostAtOnce,
      Platform platform) {
    NumericPlan plan = blocks(specification, values, forwardsPerTrial, mostAtOnce, platform);
    requirePrecisionPossible(specification, plan);
    return specification.precision().isHalf() ? plan.in(specification.precision()) : plan;
  }

  /**
   * Checks that an observer of half width can be asked for what the estimator takes.
   *
   * @throws InvalidInputException if it takes gradients
   */
  static void requireUsable(Precision precision, Estimator estimator) {
    if (precision.isHalf() && estimator != Estimator.AVERAGE) {
      throw new InvalidInputException(
          "study.precision",
          precision.word(),
          "float32 with estimator = %s, whose gradients and small differences are lost in the rounding; average works in half width"
              .formatted(Spelling.word(estimator)));
    }
  }

  private static NumericPlan blocks(
      StudySpecification specification,
      int values,
      double forwardsPerTrial,
      int mostAtOnce,
      Platform platform) {
    OptionalLong most = trialsForBlocks(specification.stop());
    NumericPlan plan =
        NumericPlan.of(values, most, specification.blockSize(), mostAtOnce, platform);
    if (specification.blockSize().isPresent()) {
      return plan;
    }
    int whole = specification.antithetic() ? 4 : 2;
    int size = (int) Math.min(plan.blockSize(), MAX_FORWARDS_A_BLOCK / forwardsPerTrial);
    int even = Math.max(whole, size / whole * whole);
    return even == plan.blockSize()
        ? plan
        : NumericPlan.of(values, most, OptionalInt.of(even), mostAtOnce, platform);
  }

  /**
   * Trials within which standard blocks are enough: a quarter of all where a precision is asked
   * that comes from blocks.
   */
  private static OptionalLong trialsForBlocks(StoppingRule stop) {
    return stop.maxTrials().isPresent()
            && stop.precision().isPresent()
            && stop.sequence() == ConfidenceSequence.ASYMPTOTIC
        ? OptionalLong.of(Math.max(2, stop.maxTrials().getAsLong() / 4))
        : stop.maxTrials();
  }

  private static void requirePrecisionPossible(StudySpecification specification, NumericPlan plan) {
    StoppingRule stop = specification.stop();
    if (stop.precision().isEmpty()) {
      return;
    }
    if (specification.ridge().isPresent()) {
      throw new InvalidInputException(
          "study.stop.precision",
          String.valueOf(stop.precision().getAsDouble()),
          "left out with whiten = true, whose errors do not come from blocks; reliability can be asked for");
    }
    if (specification.estimator() != Estimator.AVERAGE) {
      throw new InvalidInputException(
          "study.stop.precision",
          String.valueOf(stop.precision().getAsDouble()),
          "left out with estimator = %s, whose sums may hang on a few stimuli; reliability can be asked for"
              .formatted(Spelling.word(specification.estimator())));
    }
    if (stop.maxTrials().isPresent()
        && stop.sequence() == ConfidenceSequence.ASYMPTOTIC
        && plan.blocks(stop.maxTrials().getAsLong()) < MIN_BLOCKS_FOR_PRECISION) {
      throw new InvalidInputException(
          "study.stop.precision",
          String.valueOf(stop.precision().getAsDouble()),
          "left out, or max-trials at least %d, since it takes %d blocks of %d trials, or block-size smaller"
              .formatted(
                  (long) MIN_BLOCKS_FOR_PRECISION * plan.blockSize(),
                  MIN_BLOCKS_FOR_PRECISION,
                  plan.blockSize()));
    }
  }
}
