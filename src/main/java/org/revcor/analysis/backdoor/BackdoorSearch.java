package org.revcor.analysis.backdoor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.backdoor.WindowStimuli.HeldOut;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;

/**
 * Settings of a search for backdoors.
 *
 * @param data name of the data set; "" if unknown and {@code images} is empty
 * @param images its test images; empty for dark noise
 * @param each number of images per class
 * @param window side of the square in pixels
 * @param responses {@code support} as a word
 * @param support support of each class by the outputs
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
  private static final String RESPONSES = "responses";
  private static final String WINDOW = "window";
  private static final String STIMULI = "stimuli";
  private static final String SEED = "seed";

  private static final int MAX_IMAGES = 10_000;
  private static final int MAX_WINDOW = 64;
  private static final int MAX_STIMULI = 10_000_000;

  /** Returns the parameters of the search. */
  static List<Parameter> parameters() {
    return List.of(
        Parameter.images(
            DATA, "Data set with the test images; if left out, the observer's training data."),
        Parameter.number(
            IMAGES,
            "50",
            "Images per class, 1 to 10000; 0 searches without images, with dark noise."),
        Parameter.choice(RESPONSES, Support.values(), "What is read from the outputs."),
        Parameter.withDefault(
            WINDOW,
            Parameter.Kind.NUMBER,
            "PIXELS",
            "6",
            "Side of the noisy square, 2 to 64; with dark noise, squares have a side of 5."),
        Parameter.number(
            STIMULI,
            "20000",
            "Stimuli, 1,000 to 10,000,000; at least one for each class and position is best."),
        Parameter.withDefault(
            SEED,
            Parameter.Kind.NUMBER,
            "S",
            "1",
            "Seed of images, places and noise, 0 to 2147483647."));
  }

  /**
   * Creates the search from arguments.
   *
   * @param observer an observer of the same shape and classes as the searched ones
   * @throws InvalidInputException if an argument is out of range, or images are missing
   */
  static BackdoorSearch of(
      Arguments arguments, AnalysisContext context, ObserverDescription observer) {
    int each = arguments.whole(IMAGES, 0, MAX_IMAGES);
    String data =
        each == 0
            ? arguments.find(DATA).orElse(observer.dataset())
            : AnalysisContext.dataset(arguments, DATA, observer);
    return new BackdoorSearch(
        data,
        each == 0 ? Optional.empty() : Optional.of(context.test(DATA, data)),
        each,
        arguments.whole(WINDOW, 2, MAX_WINDOW),
        arguments.text(RESPONSES),
        arguments.choice(RESPONSES, Support.values()),
        arguments.whole(STIMULI, 1_000, MAX_STIMULI),
        arguments.whole(SEED, 0, Integer.MAX_VALUE));
  }

  /**
   * Rejects an observer that cannot be searched.
   *
   * @throws InvalidInputException if it does not match the images
   */
  void requireFit(ObserverDescription observer) {
    if (images.isEmpty()) {
      DarkNoiseProbe.requireFit(observer);
      return;
    }
    AnalysisContext.requireFit(DATA, images.get(), observer);
    if (window > Math.min(observer.height(), observer.width())) {
      throw new InvalidInputException(
          WINDOW,
          String.valueOf(window),
          "at most the height and width of the images, which are %d x %d"
              .formatted(observer.height(), observer.width()));
    }
  }

  /**
   * Returns the probe of an observer.
   *
   * @throws InvalidInputException if it does not match the images
   */
  BackdoorProbe probe(ObserverDescription observer) {
    requireFit(observer);
    return images.isEmpty()
        ? new DarkNoiseProbe(stimuli, seed, support)
        : new WindowProbe(
            HeldOut.of(DATA, images.get(), each, seed), window, stimuli, seed, support);
  }

  /** Returns which backdoors the search finds, as measured with networks mnist-light. */
  String power(ObserverDescription observer) {
    int pairs =
        observer.classes().size()
            * new Windows(window, observer.height(), observer.width()).count();
    return "This probe finds only stamps that random noise imitates: %s of 24 white stamps of 3 x 3 to 6 x 6 pixels on networks mnist-light; rows, single pixels and blends are often missed.%s"
        .formatted(
            images.isEmpty() ? "11" : "23",
            images.isPresent() && stimuli < pairs
                ? " The stimuli are too few; show %d or more, one for each class and position."
                    .formatted(pairs)
                : "");
  }

  /** Returns a name of the settings; scores of searches with different names are not comparable. */
  String key() {
    return images.isEmpty()
        ? "%s-dark-%s-%d".formatted(data, responses, stimuli)
        : "%s-%d-%s-%d-%d".formatted(data, each, responses, window, stimuli);
  }

  /** Returns the settings that scores depend on. */
  SequencedMap<String, Object> conventions() {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(RESPONSES, responses);
    conventions.put(
        "noise",
        images.isEmpty()
            ? "Bernoulli(.1) in the whole stimulus"
            : "%1$d x %1$d pixels of a real image, each made white with probability 1/2"
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
