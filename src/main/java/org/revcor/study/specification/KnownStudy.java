package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.inference.NumericPlan;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.OutputKind;
import org.revcor.stimulus.PcaBasis;

/**
 * The study that estimates a map of every class of a network: a regression of centred responses on
 * the principal components of natural images; or of labels on those around an example of each
 * class.
 */
public final class KnownStudy {
  private static final String INPUT = "study.observer.input";
  private static final int PLANES = 3;
  private static final StimulusSize SIZE = new StimulusSize(32, 32);
  private static final int COMPONENTS = 100;

  private static final int COMPONENTS_OF_LABELS = 30;
  private static final double SCALE_OF_LABELS = 0.3;

  private static final int MIN_PAIRS = 10;

  /** A study exceeds its budget by less than a block. */
  private static final int MAX_BLOCK = 200;

  private static final String COLOURS = "cifar-10";

  /** Rows and columns of the images of the other data sets. */
  private static final int SIDE_OF_GREY = 28;

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
      ObserverDescription observer, ObserverReference reference, long maxTrials, long seed) {
    requireClasses(observer);
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
    return of(study.put("seed", seed), observer, reference);
  }

  /**
   * Specifies the study of labels.
   *
   * @param examples a folder of images by class, a NumPy file, or the name of a data set
   * @param budget number of labels, with those that find the contrasts of the examples
   * @throws InvalidInputException if the observer has no classes
   */
  public static StudySpecification ofLabels(
      ObserverDescription observer,
      ObserverReference reference,
      String examples,
      long budget,
      long seed) {
    requireClasses(observer);
    ObjectNode study =
        StudyFile.keys(
            "study",
            """
            stimulus { kind = threshold-noise, components = %d, scale = %s, antithetic = true }
            readout.kind = label
            estimator = regression
            stop.max-trials = %d
            """
                .formatted(COMPONENTS_OF_LABELS, SCALE_OF_LABELS, budget));
    String noise = DataSets.names().contains(examples) ? examples : dataLike(observer);
    ObjectNode stimulus = study.withObject("/stimulus");
    if (noise.equals(examples)) {
      stimulus.put("data", examples);
    } else {
      stimulus.put("examples", examples).put("basis", PcaBasis.nameOf(noise));
    }
    int side = noise.equals(COLOURS) ? SIZE.height() : SIDE_OF_GREY;
    stimulus.putArray("size").add(side).add(side);
    // halves with as many pairs of each class, if they are few
    int classes = observer.classes().size();
    int even = 4 * Math.max(classes, MIN_PAIRS / classes * classes);
    int values = observer.planes() * observer.height() * observer.width();
    int largest = Math.min(MAX_BLOCK, NumericPlan.maxBlock(values) / 4 * 4);
    study.put("block-size", Math.min(even, largest));
    return of(study.put("seed", seed), observer, reference);
  }

  /** Returns the data set whose components are the noise: that of the network, or one like it. */
  private static String dataLike(ObserverDescription observer) {
    if (DataSets.names().contains(observer.dataset())) {
      return observer.dataset();
    }
    return observer.planes() == 1 ? "mnist" : COLOURS;
  }

  private static void requireClasses(ObserverDescription observer) {
    if (observer.output() == OutputKind.IMAGES) {
      throw new InvalidInputException(
          "study.observer.model",
          observer.name() + ", which returns images",
          "a network that returns classes");
    }
  }

  private static StudySpecification of(
      ObjectNode study, ObserverDescription observer, ObserverReference reference) {
    study.put("name", "every class of " + observer.name());
    study.set("observer", ObserverKeys.KEYS.toJson(reference));
    return StudyFile.of(study);
  }
}
