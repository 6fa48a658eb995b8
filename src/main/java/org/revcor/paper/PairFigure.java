package org.revcor.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.Images;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.study.results.ClassificationImages;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * {@code fig1}: classification images of binary networks of two digits, by the weight of the
 * signal.
 *
 * @param pair the two digits; images are of the second minus the first
 */
record PairFigure(List<String> pair, float[][] means) {
  private static final List<List<String>> PAIRS = List.of(List.of("1", "7"), List.of("5", "6"));
  private static final List<String> GAMMAS = List.of("0.0", "0.1", "0.2", "0.3");

  /** Minimum trials in each cell of signal and response. */
  static final int MIN_TRIALS = 50;

  /**
   * An image with the standard errors of its pixels.
   *
   * @param fewest trials in the smallest cell of signal and response
   */
  record Image(float[] values, float[] errors, double fewest) {
    /** Returns the image of a study of two signals that are classes. */
    static Image of(EndedStudy study) {
      StudyMaps cells = study.maps(MapView.MAP);
      return new Image(
          ClassificationImages.of(cells).orElseThrow().maps()[0],
          ClassificationImages.of(study.maps(MapView.ERROR)).orElseThrow().maps()[0],
          Arrays.stream(cells.counts()).min().orElseThrow());
    }

    /** Returns a measure of the image; missing if a cell has too few trials. */
    Measure measure(String convention, Supplier<Measure> measured) {
      return fewest < MIN_TRIALS
          ? Measure.missing(
              "too few trials: %,.0f in a cell of signal and response; %d are required"
                  .formatted(fewest, MIN_TRIALS),
              convention)
          : measured.get();
    }

    /** Returns the share of noise in its variance over pixels; may exceed 1 by chance. */
    private double noise() {
      double mean = 0;
      double variance = 0;
      for (int i = 0; i < values.length; i++) {
        mean += values[i] / values.length;
        variance += (double) errors[i] * errors[i];
      }
      double squares = 0;
      for (float value : values) {
        squares += (value - mean) * (value - mean);
      }
      return variance / squares;
    }
  }

  /** Returns the rank of the pair among all ordered pairs of digits, by correlation, from 1. */
  int rank(float[] image) {
    double own = Reliability.correlation(image, difference(first(), second()));
    int rank = 1;
    for (int a = 0; a < means.length; a++) {
      for (int b = 0; b < means.length; b++) {
        rank += a != b && Reliability.correlation(image, difference(a, b)) > own ? 1 : 0;
      }
    }
    return rank;
  }

  /** Returns the correlation with the difference of the mean digits, see {@link #correlation}. */
  Measure likeness(Image image, String convention) {
    float[] template = difference(first(), second());
    return correlation(image, new Image(template, new float[template.length], 0), convention);
  }

  /**
   * Returns the correlation of two images over d pixels, corrected for sampling noise. With ν the
   * share of noise in the variance of an image, the correlation r is divided by {@code
   * √((1-ν)(1-ν'))}. The variance of r is {@code (1-r²)(1+ν+ν')/d}, from pixels and noise; the
   * variance of ν is {@code ν²(2ν²+4ν(1-ν))/d}. Studies with the same seed share noise, which adds
   * up to {@code √(νν')} to r; a third of it is added to the standard error.
   *
   * @return missing if an image does not exceed its noise by three standard errors
   */
  static Measure correlation(Image one, Image other, String convention) {
    int pixels = one.values().length;
    double r = Reliability.correlation(one.values(), other.values());
    double signal = 1;
    double noise = 0;
    double shared = 1;
    double relative = 0;
    for (Image image : List.of(one, other)) {
      double of = image.noise();
      double variance = of * of * Math.max(0, 2 * of * of + 4 * of * (1 - of)) / pixels;
      if (1 - of <= Criterion.ERRORS * Math.sqrt(variance)) {
        return Measure.missing("an image is no more than its noise", convention);
      }
      signal *= 1 - of;
      noise += of;
      shared *= of;
      relative += variance / (4 * (1 - of) * (1 - of));
    }
    double variance =
        (1 - r * r) * (1 + noise) / pixels
            + r * r * relative
            + shared / (Criterion.ERRORS * Criterion.ERRORS);
    return Measure.estimate(
        r / Math.sqrt(signal),
        Math.sqrt(variance / signal),
        convention + "; correlation over pixels, corrected for the noise of trials");
  }

  /**
   * Returns the share of the pair's images that the product with the template classifies correctly.
   * The threshold is midway between the products of the two mean digits.
   */
  Measure accuracy(float[] template, Images images, String convention) {
    double threshold = (product(template, means[first()]) + product(template, means[second()])) / 2;
    int correct = 0;
    int all = 0;
    float[] image = new float[images.values()];
    for (int i = 0; i < images.size(); i++) {
      int label = images.labels()[i];
      if (label == first() || label == second()) {
        for (int j = 0; j < image.length; j++) {
          image[j] = (float) images.light(i * image.length + j);
        }
        all++;
        correct += product(template, image) > threshold == (label == second()) ? 1 : 0;
      }
    }
    return Measure.share(
        (double) correct / all, all, "%s; dot product, %,d test images".formatted(convention, all));
  }

  private int first() {
    return Integer.parseInt(pair.getFirst());
  }

  private int second() {
    return Integer.parseInt(pair.getLast());
  }

  private float[] difference(int from, int to) {
    float[] difference = means[to].clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= means[from][i];
    }
    return difference;
  }

  private static double product(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product;
  }

  static void measure(ReproductionContext context) {
    Images test = context.analysisContext().test("data", "mnist");
    float[][] means = MeanImages.of(test);
    for (List<String> pair : PAIRS) {
      new PairFigure(pair, means).measure(context, test);
    }
  }

  private void measure(ReproductionContext context, Images test) {
    String network = context.binaryNetwork(String.join("-", pair));
    List<Image> images = new ArrayList<>();
    for (String gamma : context.settings("gammas", GAMMAS)) {
      EndedStudy study = study(context, network, gamma);
      context.analyse(
          "classification",
          "images-%s-gamma-%s".formatted(String.join("-", pair), gamma.replace(".", "")),
          Measuring.argument(study));
      String law = context.setting("law", "U[0,1]");
      String of = Measuring.convention("signal in " + law, study) + ", Eq 1";
      Image image = Image.of(study);
      images.add(image);
      put(context, "rank", gamma, image.measure(of, () -> Measure.exact(rank(image.values()), of)));
      put(context, "likeness", gamma, image.measure(of, () -> likeness(image, of)));
      put(context, "accuracy", gamma, image.measure(of, () -> accuracy(image.values(), test, of)));
      if (gamma.equals(GAMMAS.getLast())) {
        Image first = images.getFirst();
        put(
            context,
            "correlation",
            "0 and 0.3",
            first.measure(of, () -> image.measure(of, () -> correlation(first, image, of))));
      }
    }
  }

  private void put(ReproductionContext context, String quantity, String gamma, Measure measure) {
    context.put("%s of %s/gamma %s".formatted(quantity, String.join(" or ", pair), gamma), measure);
  }

  private EndedStudy study(ReproductionContext context, String network, String gamma) {
    String law = context.setting("law", "");
    return context.study(
        "%s-gamma-%s%s"
            .formatted(
                network,
                gamma.replace(".", ""),
                law.isEmpty() ? "" : "-" + law.replaceAll("[^a-z0-9]+", "-")),
        """
        study {
          name = "%s, gamma %s"
          observer.model = "%s"
          stimulus {
            kind = signal-in-noise, data = mnist, part = train, classes = ["%s", "%s"], gamma = %s%s
          }
          readout { kind = label, by-signal = true }
          seed = 1
          stop.max-trials = %d
        }
        """
            .formatted(
                network,
                gamma,
                network,
                pair.get(0),
                pair.get(1),
                gamma,
                law.isEmpty() ? "" : ", law = " + law,
                context.count(Integer.parseInt(context.setting("trials", "1250000")), 20_000)));
  }
}
