package org.revcor.analysis.attack;

import java.util.List;
import org.revcor.analysis.Stimuli;

/**
 * Differences between changed and original images, means over images.
 *
 * @param l2 Euclidean length of the change
 * @param largest largest change of a value (L∞)
 * @param similarity SSIM, {@link StructuralSimilarity}
 */
public record Perceptibility(double l2, double largest, double similarity) {
  /**
   * Compares images.
   *
   * @param before images of the shape of {@code similarity}
   * @param after the changed images
   * @param values number of values per image, d
   * @param sample number of images to compare, from the first on
   */
  public static Perceptibility of(
      Stimuli before, Stimuli after, int values, int sample, StructuralSimilarity similarity) {
    float[] x = new float[values];
    float[] y = new float[values];
    double l2 = 0;
    double largest = 0;
    double alike = 0;
    for (int i = 0; i < sample; i++) {
      before.put(i, x, 0);
      after.put(i, y, 0);
      double squares = 0;
      double most = 0;
      for (int j = 0; j < values; j++) {
        double change = (double) y[j] - x[j];
        squares += change * change;
        most = Math.max(most, Math.abs(change));
      }
      l2 += Math.sqrt(squares);
      largest += most;
      alike += similarity.of(x, y);
    }
    return new Perceptibility(l2 / sample, largest / sample, alike / sample);
  }

  /** Returns the means. */
  public static Perceptibility mean(List<Perceptibility> several) {
    return new Perceptibility(
        several.stream().mapToDouble(Perceptibility::l2).average().orElse(Double.NaN),
        several.stream().mapToDouble(Perceptibility::largest).average().orElse(Double.NaN),
        several.stream().mapToDouble(Perceptibility::similarity).average().orElse(Double.NaN));
  }
}
