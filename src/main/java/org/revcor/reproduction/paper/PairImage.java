package org.revcor.reproduction.paper;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.dataset.Pictures;
import org.revcor.estimate.Reliability;
import org.revcor.reproduction.Measure;

/**
 * A classification image beside the digits that it is to tell apart.
 *
 * @param pair the two digits; the image is that of the second less the first
 * @param means mean images of all digits
 */
record PairImage(List<String> pair, float[][] means) {
  /** A measure of an image, or that there is none. */
  Measure measure(Optional<float[]> image, String convention, Function<float[], Measure> measured) {
    return image
        .map(measured)
        .orElseGet(() -> Measure.missing("a cell of signal and response is empty", convention));
  }

  /** Rank of the pair among all ordered pairs of digits, by correlation; 1 is the first. */
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

  /**
   * Correlation with the difference of the mean digits. Its error is that of a correlation over so
   * many pixels, {@code √((1 - r²)/d)}, more than the noise of trials adds.
   */
  Measure likeness(float[] image, String convention) {
    double r = Reliability.correlation(image, difference(first(), second()));
    return Measure.estimate(r, Math.sqrt((1 - r * r) / image.length), convention);
  }

  /**
   * Share of the pair's images that the product with the image classifies correctly; the bar is
   * midway between the products of the two mean digits.
   */
  Measure accuracy(float[] image, Pictures pictures, String convention) {
    double bar = (product(image, means[first()]) + product(image, means[second()])) / 2;
    int right = 0;
    int all = 0;
    float[] picture = new float[pictures.values()];
    for (int i = 0; i < pictures.size(); i++) {
      int label = pictures.labels()[i];
      if (label == first() || label == second()) {
        for (int j = 0; j < picture.length; j++) {
          picture[j] = (float) pictures.light(i * picture.length + j);
        }
        all++;
        right += product(image, picture) > bar == (label == second()) ? 1 : 0;
      }
    }
    return Measure.share(
        (double) right / all,
        all,
        String.format(Locale.ROOT, "%s; dot product, %,d test images", convention, all));
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
}
