package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.NoisyImages;
import org.revcor.stimulus.Stimulus;
import org.revcor.study.specification.ImageSelection.ImageKeys;

/**
 * A kind of stimulus that shows images of a data set.
 *
 * @param noiseSd standard deviation of the Gaussian noise that is added to them; with noise, only
 *     the noise is averaged
 */
record ImagesKind(ImageSelection images, Optional<Double> noiseSd) implements StimulusKind {
  private static final Key<Optional<Double>> NOISE_SD =
      Key.optional(
          "noise-sd",
          Type.number(1e-6, 1e6, "a number in [1e-6, 1e6], or absent for no noise"),
          "",
          "Standard deviation of Gaussian noise that is added; the noise alone is averaged.");

  static final Option<StimulusKind> OPTION =
      Option.of("images", ImagesKind.class, "Images", "of a data set", ImageKeys.KEYS, NOISE_SD);

  @Override
  public String words() {
    return "images of " + images.data();
  }

  @Override
  public MapDependence dependence() {
    return noiseSd.isPresent()
        ? MapDependence.NONE
        : MapDependence.because("neighbouring pixels of images are correlated");
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    Optional<Law> noise = noiseSd.map(sd -> new GaussianLaw(0, sd));
    Stimulus shown = new NoisyImages(sources.signals(images, observer), noise);
    return noise.isPresent()
        ? PreparedStimulus.beside(study, shown, PreparedStimulus.NOISE_ALONE)
        : PreparedStimulus.drawn(study, shown);
  }
}
