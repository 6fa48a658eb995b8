package org.revcor.study;

import org.revcor.lane.StimulusSampler;
import org.revcor.observer.ObserverDescription;

/**
 * The first stimuli of a study, before it begins.
 *
 * @param planes C
 * @param height H
 * @param width W
 * @param pictures each C x H x W values, as the observer is shown them
 */
public record StimulusPreview(int planes, int height, int width, float[][] pictures) {
  /**
   * Draws them on the calling thread.
   *
   * @param trials how many
   * @throws org.revcor.InvalidInputException if the specification's observer or stimuli cannot be
   *     used
   */
  public static StimulusPreview of(
      StudySpecification specification, Materials materials, int trials) {
    ObserverDescription observer =
        materials.observers().resolve(specification.observer()).description();
    PreparedStimulus stimulus = PreparedStimulus.of(specification, observer, materials);
    try (StimulusSampler sampler =
        new StimulusSampler(stimulus.sequence(), stimulus.rendering(), observer)) {
      return new StimulusPreview(
          observer.planes(),
          observer.height(),
          observer.width(),
          sampler.shown(specification.seed(), trials));
    }
  }

  /**
   * A contact sheet as PNG: values from 0, black, to 1, white; others are clipped. Three planes are
   * red, green and blue; of any other number the mean is drawn.
   *
   * @param columns pictures in a row
   */
  public byte[] png(int columns) {
    return ContactSheet.png(this, columns);
  }
}
