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
 * What a user asks for; with seed and numeric plan it fixes every byte of the results.
 *
 * @param name for people; need not be unique
 * @param antithetic whether every second stimulus is the reflection of the one before
 * @param bySignal whether channels are split by the signal that was shown
 * @param blockSize the user's choice, if any
 * @param covariance the axes that are looked for, if any
 * @param ridge there if maps are whitened: added to each variance of the stimuli, as a share of
 *     their mean
 * @param precision in which the observer computes
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

  /** Maps alone, in float32. */
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

  /** This one, and axes of covariance. */
  StudySpecification withCovariance(CovarianceSpecification axes) {
    return with(Optional.of(axes), ridge, batchSize, precision);
  }

  /** This one with whitened maps. */
  StudySpecification whitened(double share) {
    return with(covariance, OptionalDouble.of(share), batchSize, precision);
  }

  /** This one, shown in other batches. */
  public StudySpecification withBatchSize(BatchSize batches) {
    return with(covariance, ridge, batches, precision);
  }

  /** This one with an observer that computes in a precision. */
  public StudySpecification withPrecision(Precision wanted) {
    return with(covariance, ridge, batchSize, wanted);
  }

  /**
   * Whether every trial is in one cell of signal and answer alone. Then there are classification
   * images; a trial that adds to all answers by their probabilities is in no cell.
   */
  public boolean hasCells() {
    return bySignal && readout == ClassReadout.LABEL;
  }

  private StudySpecification with(
      Optional<CovarianceSpecification> axes,
      OptionalDouble whitening,
      BatchSize batches,
      Precision wanted) {
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
        whitening,
        batches,
        wanted);
  }
}
