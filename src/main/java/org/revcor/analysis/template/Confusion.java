package org.revcor.analysis.template;

/**
 * How images were classified.
 *
 * @param counts images by their class and by the class that they were taken for; not to be
 *     changed
 * @param images number of images, those that were not classified included
 */
public record Confusion(int[][] counts, int images) {
  /** Share of images that were classified rightly, in [0,1]. */
  public double accuracy() {
    double right = 0;
    for (int c = 0; c < counts.length; c++) {
      right += c < counts[c].length ? counts[c][c] : 0;
    }
    return right / images;
  }

  /** Share of each class' images that was taken for each class; NaN for a class without any. */
  public double[][] shares() {
    double[][] shares = new double[counts.length][];
    for (int c = 0; c < counts.length; c++) {
      double all = 0;
      for (int count : counts[c]) {
        all += count;
      }
      shares[c] = new double[counts[c].length];
      for (int k = 0; k < counts[c].length; k++) {
        shares[c][k] = counts[c][k] / all;
      }
    }
    return shares;
  }
}
