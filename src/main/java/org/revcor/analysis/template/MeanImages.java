package org.revcor.analysis.template;

import org.revcor.InvalidInputException;
import org.revcor.dataset.Pictures;

/** Pictures of each class of a data set averaged, in [0,1]. */
public final class MeanImages {
  private MeanImages() {}

  /**
   * Means {@code Σx/n}.
   *
   * @return a row of d values a class
   * @throws InvalidInputException if a class has no picture
   */
  public static float[][] of(Pictures pictures) {
    return averaged(pictures, false);
  }

  /**
   * Roots of mean squares {@code √(Σx²/n)}, as the paper's authors average; else as {@link #of}.
   */
  public static float[][] rootMeanSquares(Pictures pictures) {
    return averaged(pictures, true);
  }

  private static float[][] averaged(Pictures pictures, boolean squares) {
    int values = pictures.values();
    int classes = pictures.classes().size();
    double[][] sums = new double[classes][values];
    int[] counts = new int[classes];
    for (int i = 0; i < pictures.size(); i++) {
      int label = pictures.labels()[i];
      counts[label]++;
      for (int j = 0; j < values; j++) {
        double value = pictures.light(i * values + j);
        sums[label][j] += squares ? value * value : value;
      }
    }
    float[][] means = new float[classes][values];
    for (int c = 0; c < classes; c++) {
      if (counts[c] == 0) {
        throw new InvalidInputException(
            "class",
            "%s of %s, which has no picture".formatted(pictures.classes().get(c), pictures.name()),
            "one with pictures, of which a mean can be taken");
      }
      for (int j = 0; j < values; j++) {
        double mean = sums[c][j] / counts[c];
        means[c][j] = (float) (squares ? Math.sqrt(mean) : mean);
      }
    }
    return means;
  }
}
