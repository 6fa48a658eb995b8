package org.revcor.estimate;

import java.util.Arrays;

/**
 * The weight of gradients in the combination of averages A and gradients G, in each pixel. Let dA,
 * dG be the differences of the two halves, {@code va = ‖dA‖²/d}, {@code vg = ‖dG‖²/d} and {@code c
 * = ⟨dA,dG⟩/d}. With Q the mean square of single gradients in a pixel, let {@code ρ = .1 + .9
 * Q/mean Q}. Then
 *
 * <pre>
 *   w = (va - c√ρ) / (va + vg ρ - 2c√ρ), clamped to [0,1]
 * </pre>
 *
 * <p>It is 1 where neither part varies.
 */
final class CombinationWeights {
  private static final double SHARED = 0.1;

  private CombinationWeights() {}

  /**
   * Returns the weight of each pixel.
   *
   * @param da difference of the averages of both halves
   * @param dg difference of their gradients
   * @param gradientSquares Q, times any factor
   */
  static double[] of(double[] da, double[] dg, double[] gradientSquares) {
    int values = da.length;
    double va = Vectors.dot(da, da) / values;
    double vg = Vectors.dot(dg, dg) / values;
    double c = Vectors.dot(da, dg) / values;
    double meanSquare = Arrays.stream(gradientSquares).average().orElse(0);
    double[] weights = new double[values];
    for (int i = 0; i < values; i++) {
      double share = meanSquare > 0 ? gradientSquares[i] / meanSquare : 1;
      double rho = SHARED + (1 - SHARED) * share;
      double shared = c * Math.sqrt(rho);
      double spread = va + vg * rho - 2 * shared;
      weights[i] = spread > 0 ? Math.clamp((va - shared) / spread, 0.0, 1.0) : 1;
    }
    return weights;
  }
}
