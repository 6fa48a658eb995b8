package org.revcor.dataset.template;

/**
 * Confusion matrix of a classification.
 *
 * @param counts images by true and predicted class; do not change
 * @param images number of images, including those that were not classified
 */
public record Confusion(int[][] counts, int images) {
  /** Returns the share of images that were classified correctly, in [0,1]. */
  public double accuracy() {
    double right = 0;
    for (int c = 0; c < counts.length; c++) {
      right += c < counts[c].length ? counts[c][c] : 0;
    }
    return right / images;
  }

  /**
   * Returns the share of each class' images predicted as each class; NaN for a class without any.
   */
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
