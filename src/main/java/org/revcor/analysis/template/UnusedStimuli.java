package org.revcor.analysis.template;

import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Resampling;
import org.revcor.estimate.Estimand;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * Stimuli of a study's kind that it did not use, enlarged to the input as the study does it.
 *
 * @param images stimuli of the size of the maps
 * @param maps maps of the study
 */
record UnusedStimuli(float[][] images, StudyMaps maps, ObserverDescription observer)
    implements Stimuli {
  /** Makes the seed of a study another one. */
  private static final long OTHER_SEED = 0x0F0E_515E_ED00L;

  /**
   * Draws stimuli.
   *
   * @param count number of stimuli; fewer if they are large, none if maps are no kernels, which
   *     predict responses
   */
  static UnusedStimuli of(
      EndedStudy study,
      StudyMaps maps,
      int count,
      Materials materials,
      ObserverDescription observer) {
    int drawn =
        maps.estimand() == Estimand.FIRST_ORDER_KERNEL
            ? Math.min(count, StimulusPreview.most(maps.values()))
            : 0;
    float[][] images =
        drawn == 0
            ? new float[0][]
            : StimulusPreview.of(
                    study.specification().withSeed(study.view().seed() ^ OTHER_SEED),
                    materials,
                    drawn)
                .images();
    return new UnusedStimuli(images, maps, observer);
  }

  @Override
  public int size() {
    return images.length;
  }

  @Override
  public void put(int index, float[] into, int offset) {
    float[] image =
        Resampling.resized(
            images[index], maps.height(), maps.width(), observer.height(), observer.width());
    System.arraycopy(image, 0, into, offset, image.length);
  }
}
