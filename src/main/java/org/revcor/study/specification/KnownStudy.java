package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.OutputKind;
import org.revcor.study.specification.StudySpecification.Conventions;
import org.revcor.study.specification.StudySpecification.RegressionSpecification;

/**
 * The study that estimates a map of every class of a network of colour images: a regression of
 * centred responses on the principal components of natural images.
 */
public final class KnownStudy {
  private static final String INPUT = "study.observer.input";
  private static final String IMAGES = "cifar-10";
  private static final int PLANES = 3;
  private static final StimulusSize SIZE = new StimulusSize(32, 32);
  private static final int COMPONENTS = 100;

  /** Fifty blocks of twelve trials, which have three pairs in each half. */
  private static final int MIN_TRIALS = 600;

  private KnownStudy() {}

  /**
   * Specifies the study.
   *
   * @param observer its description
   * @param reference refers to the same observer
   * @throws InvalidInputException if the observer has no classes, its input is not of colour images
   *     of at least 32 x 32 pixels, or there are too few trials
   */
  public static StudySpecification of(
      ObserverDescription observer, ObserverReference reference, long maxTrials) {
    if (observer.output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          "study.observer.model",
          observer.name() + ", which returns images",
          "a network that returns classes");
    }
    if (observer.planes() != PLANES
        || observer.height() < SIZE.height()
        || observer.width() < SIZE.width()) {
      throw new InvalidInputException(
          INPUT,
          "[%d, %d, %d], the input of %s"
              .formatted(observer.planes(), observer.height(), observer.width(), observer.name()),
          "three planes (red, green, blue) of at least %d x %d pixels, the size of the stimuli"
              .formatted(SIZE.height(), SIZE.width()));
    }
    if (maxTrials < MIN_TRIALS) {
      throw new InvalidInputException(
          "study.stop.max-trials",
          String.valueOf(maxTrials),
          "at least %d, so that each half has more pairs of stimuli than the %d components"
              .formatted(MIN_TRIALS, COMPONENTS));
    }
    boolean logits = observer.output() == OutputKind.LOGITS && observer.outputs() > 1;
    return new StudySpecification(
        "every class of " + observer.name(),
        1,
        reference,
        new StudySpecification.Stimuli(
            new PcaNoiseKind(IMAGES, COMPONENTS, 1), Optional.of(SIZE), true),
        logits ? ClassReadout.CENTRED_LOGIT : ClassReadout.CENTRED_PROBABILITY,
        false,
        new StudySpecification.Estimation(
            Estimator.REGRESSION,
            Optional.empty(),
            Conventions.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new RegressionSpecification(StudyKeys.REGRESSION_RIDGE, false, Optional.empty()))),
        new StoppingRule(Optional.of(maxTrials), Optional.empty()),
        new StudySpecification.Numerics(Optional.empty()));
  }
}
