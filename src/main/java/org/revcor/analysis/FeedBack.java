package org.revcor.analysis;

/**
 * Maps made into pictures, to be shown to the observer that they came from (the paper's Fig 2A,
 * last row).
 */
public final class FeedBack {
  private FeedBack() {}

  /**
   * Min-max scales a map to [0,1].
   *
   * @param map d finite values
   * @return d values; all 0 for a constant map
   */
  public static float[] picture(float[] map) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : map) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    float[] picture = new float[map.length];
    if (most > least) {
      for (int i = 0; i < map.length; i++) {
        picture[i] = (map[i] - least) / (most - least);
      }
    }
    return picture;
  }
}
