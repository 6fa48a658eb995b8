package org.revcor.study.specification;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.GradientProtocol;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Precision;
import org.revcor.observer.Readout;

/**
 * The specification of a study. With seed and numeric plan it determines every byte of the results.
 *
 * @param name shown to users; need not be unique
 * @param antithetic whether every second stimulus is the reflection of its predecessor
 * @param bySignal whether channels are split by the signal shown
 * @param gradientChannel channel whose gradient is computed in each trial; empty without gradients
 * @param blockSize number of trials in a block; empty for the standard size
 * @param covariance axes of covariance to compute; empty for none
 * @param ridge share of the mean variance that is added to each variance of the stimuli; empty if
 *     maps are not whitened
 * @param precision number format in which the observer computes
 */
public record StudySpecification(
    String name,
    long seed,
    ObserverReference observer,
    StimulusKind stimulus,
    boolean antithetic,
    Readout readout,
    boolean bySignal,
    Estimator estimator,
    Optional<GradientProtocol.Turn> gradientChannel,
    Conventions conventions,
    StoppingRule stop,
    OptionalInt blockSize,
    Optional<CovarianceSpecification> covariance,
    OptionalDouble ridge,
    BatchSize batchSize,
    Precision precision) {

  /** Creates a study without covariance axes, in float32. */
  public StudySpecification(
      String name,
      long seed,
      ObserverReference observer,
      StimulusKind stimulus,
      boolean antithetic,
      Readout readout,
      boolean bySignal,
      Estimator estimator,
      Optional<GradientProtocol.Turn> gradientChannel,
      Conventions conventions,
      StoppingRule stop,
      OptionalInt blockSize) {
    this(
        name,
        seed,
        observer,
        stimulus,
        antithetic,
        readout,
        bySignal,
        estimator,
        gradientChannel,
        conventions,
        stop,
        blockSize,
        Optional.empty(),
        OptionalDouble.empty(),
        BatchSize.STANDARD,
        Precision.FLOAT32);
  }

  /** Returns a copy that also computes axes of covariance. */
  StudySpecification withCovariance(CovarianceSpecification axes) {
    return with(Optional.of(axes), batchSize, precision);
  }

  /** Returns a copy with another batch size. */
  public StudySpecification withBatchSize(BatchSize batches) {
    return with(covariance, batches, precision);
  }

  /** Returns a copy with another precision of the observer. */
  public StudySpecification withPrecision(Precision other) {
    return with(covariance, batchSize, other);
  }

  /**
   * Returns whether every trial belongs to one combination of signal and response, as
   * classification images require. Trials weighted by the probabilities of all classes do not.
   */
  public boolean hasCells() {
    return bySignal && readout == ClassReadout.LABEL;
  }

  private StudySpecification with(
      Optional<CovarianceSpecification> axes, BatchSize batches, Precision other) {
    return new StudySpecification(
        name,
        seed,
        observer,
        stimulus,
        antithetic,
        readout,
        bySignal,
        estimator,
        gradientChannel,
        conventions,
        stop,
        blockSize,
        axes,
        ridge,
        batches,
        other);
  }
}
