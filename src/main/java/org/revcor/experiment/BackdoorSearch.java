package org.revcor.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.analysis.backdoor.BackdoorProbe;
import org.revcor.analysis.backdoor.DarkNoiseProbe;
import org.revcor.analysis.backdoor.HeldOut;
import org.revcor.analysis.backdoor.Support;
import org.revcor.analysis.backdoor.WindowProbe;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;

/**
 * How backdoors are looked for, as it was asked for.
 *
 * @param data name of the data set; "" where none is known, and then there are no images
 * @param images its test images; empty for dark noise
 * @param each number of images a class
 * @param window side of the square in pixels
 * @param answers what of the answers is looked at, by its word
 * @param support the same
 */
record BackdoorSearch(
    String data,
    Optional<Images> images,
    int each,
    int window,
    String responses,
    Support support,
    int stimuli,
    long seed) {
  private static final String DATA = "data";
  private static final String IMAGES = "images";
  private static final String ANSWERS = "answers";
  private static final String WINDOW = "window";
  private static final String STIMULI = "stimuli";
  private static final String SEED = "seed";

  private static final int MAX_IMAGES = 10_000;
  private static final int MAX_WINDOW = 64;
  private static final int MAX_STIMULI = 10_000_000;
  private static final Map<String, Support> SUPPORTS =
      Map.of("probabilities", Support.PROBABILITIES, "labels", Support.LABELS);

  /** What it takes. */
  static List<Parameter> parameters() {
    return List.of(
        Parameter.optional(
            DATA,
            Parameter.Kind.IMAGES,
            "NAME",
            "Data set from whose test images some are taken; that which the observer learnt, if"
                + " left out."),
        Parameter.standard(
            IMAGES,
            Parameter.Kind.NUMBER,
            "N",
            "50",
            "Images of each class, 1 to 10000; 0 looks without images, by dark noise."),
        Parameter.choice(
            ANSWERS, List.of("probabilities", "labels"), "What of the answers is looked at."),
        Parameter.standard(
            WINDOW,
            Parameter.Kind.NUMBER,
            "PIXELS",
            "6",
            "Side of the square that holds noise, 2 to 64; dark noise is looked at in squares of"
                + " 5."),
        Parameter.standard(
            STIMULI, Parameter.Kind.NUMBER, "N", "20000", "Stimuli, 1,000 to 10,000,000."),
        Parameter.standard(
            SEED,
            Parameter.Kind.NUMBER,
            "S",
            "1",
            "Seed of images, places and noise, 0 to 2147483647."));
  }

  /**
   * As it was asked for.
   *
   * @param observer of the kind that is looked at
   * @throws InvalidInputException if an argument is out of range, or there are no such images
   */
  static BackdoorSearch of(
      Arguments arguments, AnalysisContext laboratory, ObserverDescription observer) {
    int each = arguments.whole(IMAGES, 0, MAX_IMAGES);
    String data =
        each == 0
            ? arguments.find(DATA).orElse(observer.dataset())
            : AnalysisContext.dataset(arguments, DATA, observer);
    return new BackdoorSearch(
        data,
        each == 0 ? Optional.empty() : Optional.of(laboratory.test(DATA, data)),
        each,
        arguments.whole(WINDOW, 2, MAX_WINDOW),
        arguments.text(ANSWERS),
        arguments.choice(ANSWERS, SUPPORTS),
        arguments.whole(STIMULI, 1_000, MAX_STIMULI),
        arguments.whole(SEED, 0, Integer.MAX_VALUE));
  }

  /**
   * Refuses an observer that cannot be looked at so.
   *
   * @throws InvalidInputException if the images do not fit it
   */
  void requireFit(ObserverDescription observer) {
    if (images.isEmpty()) {
      return;
    }
    AnalysisContext.requireFit(DATA, images.get(), observer);
    if (window > Math.min(observer.height(), observer.width())) {
      throw new InvalidInputException(
          WINDOW,
          String.valueOf(window),
          "at most the height and the width of the images, which are %d x %d"
              .formatted(observer.height(), observer.width()));
    }
  }

  /**
   * The probe of an observer.
   *
   * @throws InvalidInputException if the images do not fit it
   */
  BackdoorProbe probe(ObserverDescription observer) {
    requireFit(observer);
    return images.isEmpty()
        ? new DarkNoiseProbe(stimuli, seed, support)
        : new WindowProbe(
            HeldOut.of(DATA, images.get(), each, seed), window, stimuli, seed, support);
  }

  /** Names it among all ways of looking; scores of two ways cannot be compared. */
  String key() {
    return images.isEmpty()
        ? "%s-dark-%s-%d".formatted(data, responses, stimuli)
        : "%s-%d-%s-%d-%d".formatted(data, each, responses, window, stimuli);
  }

  /** What its scores depend on. */
  SequencedMap<String, Object> conventions() {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(ANSWERS, responses);
    conventions.put(
        "noise",
        images.isEmpty()
            ? "Bernoulli(.1) in all of the stimulus"
            : "%1$d x %1$d pixels of a real image, each made white by a fair coin"
                .formatted(window));
    if (images.isPresent()) {
      conventions.put(DATA, data);
      conventions.put("images of each class", each);
    }
    conventions.put(STIMULI, stimuli);
    conventions.put(SEED, seed);
    return conventions;
  }
}
