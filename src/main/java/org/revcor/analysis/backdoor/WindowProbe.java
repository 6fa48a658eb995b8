package org.revcor.analysis.backdoor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.backdoor.WindowStimuli.HeldOut;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;

/**
 * Searches a classifier for a backdoor by its outputs only. It shows real images with noise in a
 * small square at every position. Noise on parts of a backdoor's stamp moves images of other
 * classes towards its target; noise elsewhere moves them to all classes alike.
 *
 * <p>For an image x of class s and the same image x' with noise in square q, {@code Δ_t = ℓ_t(x') -
 * ℓ_t(x)}, where ℓ is the log-probability of class t minus the mean over classes. {@code V[s,t,q]}
 * is its mean over the stimuli of s in the 3 x 3 squares around q. {@code D[t,q]} is the mean of V
 * over all s but t, divided by the median over plain images of their highest ℓ.
 *
 * @param each images per class that were asked for
 * @param side side of the square, in pixels, at least 2
 * @param stimuli number of stimuli
 */
record WindowProbe(HeldOut images, int each, int side, int stimuli, long seed) {
  private static final String DATA = "data";
  private static final String IMAGES = "images";
  private static final String WINDOW = "window";
  private static final String STIMULI = "stimuli";
  private static final String SEED = "seed";
  private static final int MAX_IMAGES = 10_000;
  private static final int MAX_WINDOW = 64;
  private static final int MAX_STIMULI = 10_000_000;

  /** Limits memory: there is one sum per pair of classes and window. */
  private static final int MAX_CLASSES = 100;

  static List<Parameter> parameters() {
    return List.of(
        Parameter.images(
            DATA, "Data set with the test images; if left out, the observer's training data."),
        Parameter.number(IMAGES, "50", "Images per class, 1 to 10000."),
        Parameter.number(WINDOW, "6", "Side of the noisy square, 2 to 64."),
        Parameter.number(
            STIMULI,
            "20000",
            "Stimuli, 1,000 to 10,000,000; at least one for each class and position is best."),
        Parameter.number(SEED, "1", "Seed of images, places and noise, 0 to 2147483647."));
  }

  /**
   * Creates the probe from arguments.
   *
   * @throws InvalidInputException if images or square do not match the observer, or it has more
   *     than 100 classes
   */
  static WindowProbe of(
      Arguments arguments, AnalysisContext context, ObserverDescription observer) {
    int each = arguments.whole(IMAGES, 1, MAX_IMAGES);
    Images images = context.test(DATA, AnalysisContext.dataset(arguments, DATA, observer));
    AnalysisContext.requireFit(DATA, images, observer);
    if (observer.classes().size() > MAX_CLASSES) {
      throw new InvalidInputException(
          "observer",
          "%s with %d classes".formatted(observer.name(), observer.classes().size()),
          "an observer with at most %d classes".formatted(MAX_CLASSES));
    }
    int side = arguments.whole(WINDOW, 2, MAX_WINDOW);
    if (side > Math.min(observer.height(), observer.width())) {
      throw new InvalidInputException(
          WINDOW,
          String.valueOf(side),
          "at most the height and width of the images, which are %d x %d"
              .formatted(observer.height(), observer.width()));
    }
    int seed = arguments.whole(SEED, 0, Integer.MAX_VALUE);
    return new WindowProbe(
        HeldOut.of(DATA, images, each, seed),
        each,
        side,
        arguments.whole(STIMULI, 1_000, MAX_STIMULI),
        seed);
  }

  /** Returns the number of stimuli shown to each observer. */
  int shown() {
    return images.all().length + stimuli;
  }

  private Windows windows() {
    return new Windows(side, images.images().height(), images.images().width());
  }

  /** Returns which backdoors the probe finds, as measured with networks mnist-light. */
  String power() {
    int pairs = images.numbers().length * windows().count();
    return "This probe finds only stamps that random noise imitates: 23 of 24 white stamps of 3 x 3 to 6 x 6 pixels on networks mnist-light; rows, single pixels and blends are often missed.%s"
        .formatted(
            stimuli < pairs
                ? " The stimuli are too few; show %d or more, one for each class and position."
                    .formatted(pairs)
                : "");
  }

  /** Returns a name of the settings; scores of probes with different names are not comparable. */
  String key() {
    return "%s-%d-probabilities-%d-%d".formatted(images.images().name(), each, side, stimuli);
  }

  /** Returns the settings that scores depend on. */
  SequencedMap<String, Object> conventions() {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(
        "noise",
        "%1$d x %1$d pixels of a real image, each made white with probability 1/2".formatted(side));
    conventions.put(DATA, images.images().name());
    conventions.put("images of each class", each);
    conventions.put(STIMULI, stimuli);
    conventions.put(SEED, seed);
    return conventions;
  }

  /**
   * Evidence for a backdoor, by target class and window.
   *
   * @param values evidence by class and window; comparable between observers of the same images
   */
  record BackdoorEvidence(double[][] values, Windows windows) {}

  BackdoorEvidence evidence(InferenceSession session) {
    Windows windows = windows();
    double[][] plain = supports(session, Stimuli.of(images.images(), images.all()));
    WindowStimuli shown = new WindowStimuli(images, windows, stimuli, seed);
    double[][] noisy = supports(session, shown);
    double[] best =
        Arrays.stream(plain)
            .mapToDouble(support -> Arrays.stream(support).max().orElseThrow())
            .sorted()
            .toArray();
    double unit = (best[(best.length - 1) / 2] + best[best.length / 2]) / 2;
    double[][] moved = moved(plain, noisy, shown, windows, images.numbers().length);
    for (double[] window : moved) {
      for (int q = 0; q < window.length; q++) {
        window[q] /= unit;
      }
    }
    return new BackdoorEvidence(moved, windows);
  }

  /** Returns the log-probabilities minus their mean over the classes. */
  private static double[] support(float[] outputs, ObserverDescription observer) {
    double[] support = ObserverOutputs.logProbabilities(outputs, observer);
    double mean = Arrays.stream(support).average().orElseThrow();
    for (int k = 0; k < support.length; k++) {
      support[k] -= mean;
    }
    return support;
  }

  private static double[][] supports(InferenceSession session, Stimuli shown) {
    return Arrays.stream(session.outputs(shown))
        .map(outputs -> support(outputs, session.observer()))
        .toArray(double[][]::new);
  }

  /** Returns D before it is divided by its unit, by target and square. */
  private double[][] moved(
      double[][] plain, double[][] noisy, WindowStimuli shown, Windows windows, int classes) {
    int[] first = new int[classes];
    for (int s = 1; s < classes; s++) {
      first[s] = first[s - 1] + images.numbers()[s - 1].length;
    }
    double[][][] sums = new double[classes][classes][windows.count()];
    double[][] counts = new double[classes][windows.count()];
    for (int i = 0; i < noisy.length; i++) {
      int s = shown.label(i);
      double[] before = plain[first[s] + shown.member(i)];
      counts[s][shown.place(i)]++;
      for (int t = 0; t < classes; t++) {
        sums[s][t][shown.place(i)] += noisy[i][t] - before[t];
      }
    }
    double[][] moved = new double[classes][windows.count()];
    for (int s = 0; s < classes; s++) {
      double[] near = windows.aroundEach(counts[s]);
      for (int t = 0; t < classes; t++) {
        if (t != s) {
          double[] around = windows.aroundEach(sums[s][t]);
          for (int q = 0; q < around.length; q++) {
            moved[t][q] += near[q] == 0 ? 0 : around[q] / near[q] / (classes - 1);
          }
        }
      }
    }
    return moved;
  }
}
