package org.revcor.estimate;

/**
 * The images that coefficients of a regression are weights of.
 *
 * @param components number of components K
 * @param images K x d: a map is the sum of the images weighted by the coefficients
 */
public record RegressionBasis(int components, float[] images) {
  /** Returns the number d of values of a map. */
  int values() {
    return images.length / components;
  }

  /** Returns the map of coefficients. */
  float[] map(double[] coefficients, double scale) {
    int values = values();
    float[] map = new float[values];
    for (int k = 0; k < components; k++) {
      float weight = (float) (scale * coefficients[k]);
      int at = k * values;
      for (int i = 0; i < values; i++) {
        map[i] += weight * images[at + i];
      }
    }
    return map;
  }
}
