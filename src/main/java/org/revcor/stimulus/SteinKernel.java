package org.revcor.stimulus;

/**
 * Stein kernel τ of a law with density p and mean μ, {@code τ(x) = (1/p(x)) ∫ (t-μ) p(t) dt} over t
 * above x, by which {@code E[(x-μ) f(x)] = E[τ(x) f'(x)]} (Stein 1986).
 *
 * <p>Each is that of one value of what is averaged, and is to be multiplied with the gradient with
 * respect to what is <em>shown</em>: where a value is shown with a weight, the weight is part of
 * it.
 */
public sealed interface SteinKernel {
  /** Mean of τ under the law: its variance, times the weight. */
  double mean();

  /** With what is averaged shown at a weight. */
  SteinKernel weighted(double weight);

  /**
   * Of a Gaussian.
   *
   * @param value its variance, times the weight
   */
  record Constant(double value) implements SteinKernel {
    @Override
    public double mean() {
      return value;
    }

    @Override
    public SteinKernel weighted(double weight) {
      return new Constant(value * weight);
    }
  }

  /**
   * Of a uniform law, {@code weight (x - low)(high - x)/2}.
   *
   * @param low least value
   * @param high largest value
   */
  record Quadratic(double low, double high, double weight) implements SteinKernel {
    @Override
    public double mean() {
      return weight * (high - low) * (high - low) / 12;
    }

    @Override
    public SteinKernel weighted(double more) {
      return new Quadratic(low, high, weight * more);
    }
  }
}
