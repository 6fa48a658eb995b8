package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.OutputKind;

/**
 * The study that estimates a map of every class of a network of colour images: a regression of
 * centred responses on the principal components of natural images.
 */
public final class KnownStudy {
  private static final String INPUT = "study.observer.input";
  private static final int PLANES = 3;
  private static final StimulusSize SIZE = new StimulusSize(32, 32);
  private static final int COMPONENTS = 100;

  /** Fifty blocks of twelve trials, which have three pairs in each half. */
  private static final int MIN_TRIALS = 600;

  private KnownStudy() {}

  /**
   * Specifies the study.
   *
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
    ObjectNode study =
        StudyFile.keys(
            "study",
            """
            stimulus { kind = pca-noise, data = cifar-10, components = %d, size = [%d, %d] }
            stimulus.antithetic = true
            readout { kind = %s, centred = true }
            estimator = regression
            stop.max-trials = %d
            """
                .formatted(
                    COMPONENTS,
                    SIZE.height(),
                    SIZE.width(),
                    logits ? "logit" : "probability",
                    maxTrials));
    study.put("name", "every class of " + observer.name());
    study.set("observer", ObserverKeys.KEYS.toJson(reference));
    return StudyFile.of(study);
  }
}
