package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.inference.ComponentDecoder;
import org.revcor.inference.Rendering;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.PreparedStimulus.DecodedStimuli;

/**
 * A kind of stimulus that is the mean image of a data set plus its principal components with
 * independent normal scores, clipped to [0,1].
 *
 * @param scale standard deviation of the scores, in those of the images
 */
record PcaNoiseKind(String data, int components, double scale) implements DecodedKind {
  private static final Key<String> DATA =
      Key.required("data", Type.TEXT, "cifar-10", "Name of the data set.");

  static final Key<Integer> COMPONENTS =
      Key.withDefault(
          "components", Type.integer(1, 4_096), 100, "Number of components of largest variance.");

  static final Key<Double> SCALE =
      Key.withDefault(
          "scale",
          Type.number(0.001, 1_000),
          1.0,
          "Standard deviation of the scores; 1 is that of the images.");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "pca-noise",
          PcaNoiseKind.class,
          "PCA noise",
          "principal components of images",
          DATA,
          COMPONENTS,
          SCALE);

  @Override
  public String words() {
    return "noise of " + data;
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.because("a component changes many pixels");
  }

  @Override
  public Optional<ScoreBasis> basis(StimulusSources sources) {
    return Optional.of(ScoreBasis.of(sources.pcaBasis("study.stimulus.data", data), components));
  }

  @Override
  public String digest(StimulusSources sources) {
    return sources.pcaBasis("study.stimulus.data", data).digest();
  }

  @Override
  public DecodedStimuli stimuli(
      DecoderReport inspected, ObserverDescription observer, StimulusSources sources) {
    PcaBasis basis = sources.pcaBasis("study.stimulus.data", data);
    requireFits(basis, components, "data", data, observer);
    return new DecodedStimuli(
        new Rendering.Decoded(ComponentDecoder.of(basis, components, scale), false, false),
        new LatentLaw.Normal(components, 1));
  }

  /** Requires that a basis has the components, and the observer's shape. */
  static void requireFits(
      PcaBasis basis, int components, String key, String name, ObserverDescription observer) {
    if (components > basis.components()) {
      int values = basis.planes() * basis.height() * basis.width();
      throw new InvalidInputException(
          "study.stimulus.components",
          "" + components,
          "at most %d, the components of %s; ".formatted(basis.components(), basis.name())
              + (components <= values
                  ? "revcor fit pca --data %s --components %d fits more"
                      .formatted(basis.card().dataset(), components)
                  : "a fit can give at most %d, the values of an image".formatted(values)));
    }
    if (basis.planes() != observer.planes()) {
      throw new InvalidInputException(
          "study.stimulus." + key,
          "%s, images of %d planes".formatted(name, basis.planes()),
          "images of %d planes, the input of %s".formatted(observer.planes(), observer.name()));
    }
    if (basis.height() != observer.height() || basis.width() != observer.width()) {
      throw new InvalidInputException(
          "study.stimulus.size",
          "[%d, %d]".formatted(observer.height(), observer.width()),
          "[%d, %d], the size of the images of %s"
              .formatted(basis.height(), basis.width(), basis.name()));
    }
  }
}
