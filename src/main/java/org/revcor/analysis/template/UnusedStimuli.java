package org.revcor.analysis.template;

import java.util.Optional;
import org.revcor.analysis.Stimuli;
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
 * @param note why none exist, or that the study may have shown their images; empty otherwise
 */
record UnusedStimuli(
    float[][] images, StudyMaps maps, ObserverDescription observer, Optional<String> note)
    implements Stimuli {
  /** Makes the seed of a study another one. */
  private static final long OTHER_SEED = 0x0F0E_515E_ED00L;

  private static final String RECORDED =
      "responses to other stimuli are not predicted, since recorded stimuli begin with those of the"
          + " study";
  private static final String OF_IMAGES =
      "these stimuli have images of the data set that the study may have shown as well, so the"
          + " correlation is that of other draws, not of other images";

  /**
   * Draws stimuli.
   *
   * @param count number of stimuli; fewer if they are large, none if they are recorded, or if maps
   *     are no kernels, which predict responses
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
    if (drawn == 0) {
      return new UnusedStimuli(new float[0][], maps, observer, Optional.empty());
    }
    if (study.specification().isRecorded()) {
      return new UnusedStimuli(new float[0][], maps, observer, Optional.of(RECORDED));
    }
    StimulusPreview preview =
        StimulusPreview.of(
            study.specification().withSeed(study.view().seed() ^ OTHER_SEED), materials, drawn);
    return new UnusedStimuli(
        preview.images(),
        maps,
        observer,
        preview.names().isEmpty() ? Optional.empty() : Optional.of(OF_IMAGES));
  }

  @Override
  public int size() {
    return images.length;
  }

  @Override
  public void put(int index, float[] into, int offset) {
    Stimuli.resized(images, maps.height(), maps.width(), observer).put(index, into, offset);
  }
}
