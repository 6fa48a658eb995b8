package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.GradientProtocol;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Precision;
import org.revcor.observer.Readout;
import org.revcor.observer.StimulusSize;

/**
 * The specification of a study. With seed and numeric plan it determines every byte of the results.
 *
 * @param name shown to users; need not be unique
 * @param bySignal whether channels are split by the signal shown
 */
public record StudySpecification(
    String name,
    long seed,
    ObserverReference observer,
    Stimuli stimuli,
    Readout readout,
    boolean bySignal,
    Estimation estimation,
    StoppingRule stop,
    Numerics numerics) {

  /**
   * What is shown.
   *
   * @param size size of the stimuli, which are enlarged to the observer's input; empty for its size
   * @param antithetic whether every second stimulus is the reflection of its predecessor
   */
  public record Stimuli(StimulusKind kind, Optional<StimulusSize> size, boolean antithetic) {
    /** Independent stimuli of the observer's size. */
    public Stimuli(StimulusKind kind) {
      this(kind, Optional.empty(), false);
    }
  }

  /**
   * How maps are computed from stimuli and responses.
   *
   * @param gradientChannel channel whose gradient is computed in each trial; empty without
   *     gradients
   * @param covariance axes of covariance to compute; empty for none
   * @param ridge share of the mean variance that is added to each variance of the stimuli; empty if
   *     maps are not whitened
   * @param regression options of the estimator regression; empty with the others
   */
  public record Estimation(
      Estimator estimator,
      Optional<GradientProtocol.ChannelChoice> gradientChannel,
      Conventions conventions,
      Optional<CovarianceSpecification> covariance,
      Optional<Double> ridge,
      Optional<RegressionSpecification> regression) {
    /** Estimates maps without gradient channel, axes of covariance and whitening. */
    public Estimation(Estimator estimator, Conventions conventions) {
      this(
          estimator,
          Optional.empty(),
          conventions,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /**
     * Returns whether standard errors are estimated from blocks. Those of least squares are
     * estimated from trials.
     */
    public boolean hasBlockErrors() {
      return ridge.isEmpty() && regression.isEmpty();
    }
  }

  /**
   * How trials are grouped and numbers represented.
   *
   * @param blockSize number of trials in a block; empty for the standard size
   * @param precision number format in which the observer computes
   */
  public record Numerics(Optional<Integer> blockSize, BatchSize batchSize, Precision precision) {
    /** Batches of the standard size, in float32. */
    public Numerics(Optional<Integer> blockSize) {
      this(blockSize, BatchSize.DEFAULT, Precision.FLOAT32);
    }
  }

  /** Returns whether stimuli are recorded ones, which do not depend on the seed. */
  public boolean isRecorded() {
    return stimuli.kind instanceof RecordedKind;
  }

  /**
   * Returns whether the trials of both studies have the same stimuli, or dependent ones: recorded
   * stimuli of the same file, or others of the same seed, which are drawn from the same random
   * numbers under any law.
   */
  public boolean sharesStimuliWith(StudySpecification other) {
    if (stimuli.kind instanceof RecordedKind one
        && other.stimuli.kind instanceof RecordedKind another) {
      return one.file().equals(another.file());
    }
    return !isRecorded() && !other.isRecorded() && seed == other.seed;
  }

  /** Returns a copy with another seed, so with other stimuli. */
  public StudySpecification withSeed(long other) {
    return new StudySpecification(
        name, other, observer, stimuli, readout, bySignal, estimation, stop, numerics);
  }

  /** Returns a copy with another batch size. */
  public StudySpecification withBatchSize(BatchSize batches) {
    return with(estimation, new Numerics(numerics.blockSize, batches, numerics.precision));
  }

  /** Returns a copy with another precision of the observer. */
  public StudySpecification withPrecision(Precision other) {
    return with(estimation, new Numerics(numerics.blockSize, numerics.batchSize, other));
  }

  /**
   * Returns whether every trial belongs to one combination of signal and response, as
   * classification images require. Trials weighted by the probabilities of all classes do not.
   */
  public boolean hasCells() {
    return bySignal && readout == ClassReadout.LABEL;
  }

  private StudySpecification with(Estimation maps, Numerics numbers) {
    return new StudySpecification(
        name, seed, observer, stimuli, readout, bySignal, maps, stop, numbers);
  }
}
