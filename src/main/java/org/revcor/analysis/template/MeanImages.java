package org.revcor.analysis.template;

import org.revcor.InvalidInputException;
import org.revcor.dataset.Images;

/** Mean images of the classes of a data set, in [0,1]. */
public final class MeanImages {
  private MeanImages() {}

  /**
   * Returns the means {@code Σx/n}.
   *
   * @return d values per class
   * @throws InvalidInputException if a class has no image
   */
  public static float[][] of(Images images) {
    return averaged(images, false);
  }

  /**
   * Returns the roots of mean squares {@code √(Σx²/n)}, the average used by the paper's authors;
   * otherwise as {@link #of}.
   */
  public static float[][] rootMeanSquares(Images images) {
    return averaged(images, true);
  }

  private static float[][] averaged(Images images, boolean squares) {
    int values = images.values();
    int classes = images.classes().size();
    double[][] sums = new double[classes][values];
    int[] counts = new int[classes];
    for (int i = 0; i < images.size(); i++) {
      int label = images.labels()[i];
      counts[label]++;
      for (int j = 0; j < values; j++) {
        double value = images.light(i * values + j);
        sums[label][j] += squares ? value * value : value;
      }
    }
    float[][] means = new float[classes][values];
    for (int c = 0; c < classes; c++) {
      if (counts[c] == 0) {
        throw new InvalidInputException(
            "class",
            "%s of %s, which has no image".formatted(images.classes().get(c), images.name()),
            "a class with images");
      }
      for (int j = 0; j < values; j++) {
        double mean = sums[c][j] / counts[c];
        means[c][j] = (float) (squares ? Math.sqrt(mean) : mean);
      }
    }
    return means;
  }
}
