package org.revcor.study.specification;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Bubbles;
import org.revcor.stimulus.Law;
import org.revcor.study.specification.ImageSelection.ImageKeys;

/**
 * A kind of stimulus that shows images or noise through Gaussian apertures (Gosselin and Schyns,
 * 2001).
 *
 * @param sds standard deviations of the apertures, in pixels
 * @param background value of each pixel outside the apertures
 */
record BubblesKind(Carrier carrier, int number, List<Double> sds, double background)
    implements StimulusKind {
  public sealed interface Carrier {
    record OfImages(ImageSelection images) implements Carrier {}

    record OfNoise(Law law) implements Carrier {}
  }

  private static final Variants<Carrier> CARRIER =
      Variants.byKeyOrLast(
          "What is seen through the apertures.",
          List.of(
              Option.<Carrier, Carrier.OfImages>of(
                      "data", Carrier.OfImages.class, "Images", "of a data set", ImageKeys.KEYS)
                  .ownedBy("bubbles on images, with data"),
              Option.<Carrier, Carrier.OfNoise>of(
                      "law", Carrier.OfNoise.class, "Noise", "independent pixels", LawKeys.KEYS)
                  .ownedBy("bubbles on noise, without data")));

  private static final Key<Integer> NUMBER =
      Key.withDefault("number", Type.integer(1, 1_000), 10, "Number of apertures.");

  private static final Key<List<Double>> WIDTH =
      Key.withDefault(
          "width",
          Type.numbers(
              0.1,
              1_000,
              100,
              "a standard deviation in pixels from 0.1 to 1000, or a list of up to 100 of them"),
          List.of(2.0),
          "Standard deviations of the apertures, in pixels.");

  private static final Key<Double> BACKGROUND =
      Key.withDefault(
          "background", Type.number(-1e6, 1e6), 0.0, "What is shown beside the apertures.");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "bubbles",
          BubblesKind.class,
          "Bubbles",
          "images through apertures",
          CARRIER,
          NUMBER,
          WIDTH,
          BACKGROUND);

  /** Minimum of the largest standard deviation of the mask over its pixels. */
  private static final double MIN_DEVIATION = 0.001;

  public BubblesKind {
    sds = List.copyOf(sds);
  }

  @Override
  public String words() {
    return "bubbles";
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.because("an aperture covers neighbouring pixels of the mask");
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    Bubbles.Carrier shown =
        switch (carrier) {
          case Carrier.OfImages(ImageSelection images) ->
              new Bubbles.Carrier.OfImages(sources.signals(images, observer));
          case Carrier.OfNoise(Law law) -> new Bubbles.Carrier.OfNoise(law);
        };
    requireNarrow(observer);
    Bubbles bubbles =
        new Bubbles(
            shown, observer.planes(), observer.height(), observer.width(), number, sds, background);
    PreparedStimulus prepared = PreparedStimulus.beside(study, bubbles, "the mask, in every plane");
    requireVariation(prepared.averaged().variance(), observer);
    return carrier instanceof Carrier.OfNoise(Law law) ? prepared.withNoise(law) : prepared;
  }

  /** Refuses apertures through which all of the image is seen, wherever they are. */
  private void requireNarrow(ObserverDescription observer) {
    int side = Math.max(observer.height(), observer.width());
    if (side == 1) {
      throw new InvalidInputException(
          "study.stimulus.kind",
          "bubbles, with stimuli of " + observer.shapeText(),
          "another kind, since apertures show parts of images of at least 2 pixels");
    }
    double widest = Collections.max(sds);
    if (widest > side) {
      throw new InvalidInputException(
          "study.stimulus.width",
          "" + widest,
          "at most %d, the longer side of these stimuli of %s"
              .formatted(side, observer.shapeText()));
    }
  }

  private void requireVariation(double[] variance, ObserverDescription observer) {
    double deviation = Math.sqrt(Arrays.stream(variance).max().orElseThrow());
    if (deviation < MIN_DEVIATION) {
      throw new InvalidInputException(
          "study.stimulus.number",
          "%d, with which the mask of stimuli of %s is nearly constant (standard deviation %.1e)"
              .formatted(number, observer.shapeText(), deviation),
          "a number and width with which it has a standard deviation of at least %s at some pixel"
              .formatted(MIN_DEVIATION));
    }
  }
}
