package org.revcor.study;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.lane.Platform;
import org.revcor.lane.StimulusSampler;
import org.revcor.observer.ObserverDescription;
import org.revcor.specification.StudySpecification;

/**
 * The first stimuli of a study, before it begins.
 *
 * @param planes C
 * @param height H
 * @param width W
 * @param images each C x H x W values, as the observer is shown them
 * @param names of the signals; none if stimuli have no signal
 * @param signals an index of {@code names} an image; none likewise
 */
public record StimulusPreview(
    int planes, int height, int width, float[][] images, List<String> names, int[] signals) {
  private static final int MAX_VALUES = 1 << 24;

  /** How many stimuli of so many values each can be drawn. */
  public static int most(int values) {
    return MAX_VALUES / values;
  }

  /**
   * Draws them on the calling thread.
   *
   * @param trials how many
   * @throws InvalidInputException if the specification cannot be used, or they are too many
   */
  public static StimulusPreview of(
      StudySpecification specification, Materials materials, int trials) {
    PreparedStudy study =
        PreparedStudy.of(specification, materials, Platform.ofThisMachine(), Capacity.UNLIMITED);
    ObserverDescription observer = study.observer().description();
    if (trials > most(observer.values())) {
      throw new InvalidInputException(
          "count",
          "" + trials,
          "at most %d, for stimuli of %d x %d x %d"
              .formatted(
                  most(observer.values()), observer.planes(), observer.height(), observer.width()));
    }
    try (StimulusSampler sampler =
        new StimulusSampler(study.stimulus().sequence(), study.stimulus().rendering(), observer)) {
      return new StimulusPreview(
          observer.planes(),
          observer.height(),
          observer.width(),
          sampler.shown(specification.seed(), study.plan().blockSize(), trials),
          study.stimulus().sequence().stimulus().signals(),
          sampler.signals(specification.seed(), study.plan().blockSize(), trials));
    }
  }

  /**
   * A contact sheet as PNG: values from 0, black, to 1, white; others are clipped. Three planes are
   * red, green and blue; of any other number the mean is drawn.
   *
   * @param columns images in a row
   */
  public byte[] png(int columns) {
    return ContactSheet.png(this, columns);
  }
}
