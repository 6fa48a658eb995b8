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
import org.revcor.dataset.Pictures;
import org.revcor.observer.ObserverDescription;

/**
 * How backdoors are looked for, as it was asked for.
 *
 * @param data name of the data set; "" where none is known, and then there are no pictures
 * @param pictures its test pictures; empty for dark noise
 * @param each number of pictures a class
 * @param window side of the square in pixels
 * @param answers what of the answers is looked at, by its word
 * @param support the same
 */
record BackdoorSearch(
    String data,
    Optional<Pictures> pictures,
    int each,
    int window,
    String answers,
    Support support,
    int stimuli,
    long seed) {
  private static final String DATA = "data";
  private static final String PICTURES = "pictures";
  private static final String ANSWERS = "answers";
  private static final String WINDOW = "window";
  private static final String STIMULI = "stimuli";
  private static final String SEED = "seed";

  private static final int MOST_PICTURES = 10_000;
  private static final int MOST_WINDOW = 64;
  private static final int MOST_STIMULI = 10_000_000;
  private static final Map<String, Support> SUPPORTS =
      Map.of("probabilities", Support.PROBABILITIES, "labels", Support.LABELS);

  /** What it takes. */
  static List<Parameter> parameters() {
    return List.of(
        Parameter.optional(
            DATA,
            Parameter.Kind.PICTURES,
            "NAME",
            "Data set from whose test pictures some are taken; that which the observer learnt, if"
                + " left out."),
        Parameter.standard(
            PICTURES,
            Parameter.Kind.NUMBER,
            "N",
            "50",
            "Pictures of each class, 1 to 10000; 0 looks without pictures, by dark noise."),
        Parameter.choice(
            ANSWERS, List.of("probabilities", "labels"), "What of the answers is looked at."),
        Parameter.standard(
            WINDOW,
            Parameter.Kind.NUMBER,
            "PIXELS",
            "6",
            "Side of the square that holds noise, 2 to 64; dark noise is looked at in squares of 5."),
        Parameter.standard(
            STIMULI, Parameter.Kind.NUMBER, "N", "20000", "Stimuli, 1,000 to 10,000,000."),
        Parameter.standard(
            SEED,
            Parameter.Kind.NUMBER,
            "S",
            "1",
            "Seed of pictures, places and noise, 0 to 2147483647."));
  }

  /**
   * As it was asked for.
   *
   * @param observer of the kind that is looked at
   * @throws InvalidInputException if an argument is out of range, or there are no such pictures
   */
  static BackdoorSearch of(
      Arguments arguments, Laboratory laboratory, ObserverDescription observer) {
    int each = arguments.whole(PICTURES, 0, MOST_PICTURES);
    String data =
        each == 0
            ? arguments.find(DATA).orElse(observer.dataset())
            : Laboratory.dataset(arguments, DATA, observer);
    return new BackdoorSearch(
        data,
        each == 0 ? Optional.empty() : Optional.of(laboratory.test(DATA, data)),
        each,
        arguments.whole(WINDOW, 2, MOST_WINDOW),
        arguments.text(ANSWERS),
        arguments.choice(ANSWERS, SUPPORTS),
        arguments.whole(STIMULI, 1_000, MOST_STIMULI),
        arguments.whole(SEED, 0, Integer.MAX_VALUE));
  }

  /**
   * Refuses an observer that cannot be looked at so.
   *
   * @throws InvalidInputException if the pictures do not fit it
   */
  void requireFit(ObserverDescription observer) {
    if (pictures.isEmpty()) {
      return;
    }
    Laboratory.requireFit(DATA, pictures.get(), observer);
    if (window > Math.min(observer.height(), observer.width())) {
      throw new InvalidInputException(
          WINDOW,
          String.valueOf(window),
          "at most the height and the width of the pictures, which are %d x %d"
              .formatted(observer.height(), observer.width()));
    }
  }

  /**
   * The probe of an observer.
   *
   * @throws InvalidInputException if the pictures do not fit it
   */
  BackdoorProbe probe(ObserverDescription observer) {
    requireFit(observer);
    return pictures.isEmpty()
        ? new DarkNoiseProbe(stimuli, seed, support)
        : new WindowProbe(
            HeldOut.of(DATA, pictures.get(), each, seed), window, stimuli, seed, support);
  }

  /** Names it among all ways of looking; scores of two ways cannot be compared. */
  String key() {
    return pictures.isEmpty()
        ? "%s-dark-%s-%d".formatted(data, answers, stimuli)
        : "%s-%d-%s-%d-%d".formatted(data, each, answers, window, stimuli);
  }

  /** What its scores depend on. */
  SequencedMap<String, Object> conventions() {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(ANSWERS, answers);
    conventions.put(
        "noise",
        pictures.isEmpty()
            ? "Bernoulli(.1) in all of the stimulus"
            : "%1$d x %1$d pixels of a real picture, each made white by a fair coin"
                .formatted(window));
    if (pictures.isPresent()) {
      conventions.put(DATA, data);
      conventions.put("pictures of each class", each);
    }
    conventions.put(STIMULI, stimuli);
    conventions.put(SEED, seed);
    return conventions;
  }
}
