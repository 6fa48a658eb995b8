package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.inference.ComponentDecoder;
import org.revcor.inference.Rendering;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.MapDependence.AveragedSpace;
import org.revcor.study.specification.PreparedStimulus.DecodedStimuli;
import org.revcor.study.specification.StudySpecification.Conventions;

/**
 * A kind of stimulus that is a sum of components of a Gabor-PCA basis.
 *
 * @param conventions whether the mean is added ({@code DEFAULT}) or left out ({@code PAPER})
 */
record GaborPcaKind(String basis, Conventions conventions, AveragedSpace space)
    implements DecodedKind {
  private static final Key<String> BASIS =
      Key.required("basis", Type.TEXT, "gabor-mnist", "Name of the basis.");

  private static final Key<Conventions> CONVENTIONS =
      Key.withDefault(
          "conventions",
          Type.word(Conventions.values()),
          "those of the study",
          StudyKeys::conventions,
          "Whether the mean of the images is added (default) or left out (paper).");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "gabor-pca",
          GaborPcaKind.class,
          "Gabor-PCA",
          "components of images",
          BASIS,
          CONVENTIONS,
          AveragedSpace.KEY);

  @Override
  public String words() {
    return basis + " noise";
  }

  @Override
  public Optional<ScoreBasis> basis(StimulusSources sources) {
    return Optional.of(ScoreBasis.of(sources.basis(basis)));
  }

  @Override
  public String digest(StimulusSources sources) {
    return sources.basis(basis).digest();
  }

  @Override
  public DecodedStimuli stimuli(
      DecoderReport inspected, ObserverDescription observer, StimulusSources sources) {
    GaborBasis fitted = sources.basis(basis);
    if (!fitted.isShapedLike(observer)) {
      throw new InvalidInputException(
          "study.stimulus.basis",
          "%s, fitted to images of %s".formatted(fitted.name(), fitted.shapeText()),
          "a basis for images of %s, the input of %s"
              .formatted(observer.shapeText(), observer.name()));
    }
    return new DecodedStimuli(
        new Rendering.Decoded(
            ComponentDecoder.of(fitted, conventions == Conventions.DEFAULT),
            true,
            space.isLatent()),
        new LatentLaw.Ranges(fitted.low(), fitted.high()));
  }
}
