package org.revcor.stimulus;

/**
 * Stein kernel τ of a law with density p and mean μ, {@code τ(x) = (1/p(x)) ∫ (t-μ) p(t) dt} over t
 * above x, by which {@code E[(x-μ) f(x)] = E[τ(x) f'(x)]} (Stein 1986). Of a law on 0 and 1 a
 * difference stands for the derivative.
 *
 * <p>Each is that of one value of what is averaged, and is to be multiplied with the gradient with
 * respect to what is <em>shown</em>: where a value is shown with a weight, the weight is part of
 * it.
 */
public sealed interface SteinKernel {
  /** With what is averaged shown at a weight. */
  SteinKernel weighted(double weight);

  /** Of a law with a density, to be multiplied with derivatives. */
  sealed interface Smooth extends SteinKernel {}

  /**
   * Of a Gaussian.
   *
   * @param value its variance, times the weight
   */
  record Constant(double value) implements Smooth {
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
  record Quadratic(double low, double high, double weight) implements Smooth {
    @Override
    public SteinKernel weighted(double more) {
      return new Quadratic(low, high, weight * more);
    }
  }

  /**
   * Of a law on 0 and 1: {@code E[(x-μ) f(x)] = σ² E[f(1) - f(0)]}, the other values as they are.
   *
   * @param variance σ², of what is averaged
   * @param weight what is shown changes by, from 0 to 1
   */
  record Step(double variance, double weight) implements SteinKernel {
    @Override
    public SteinKernel weighted(double more) {
      return new Step(variance, weight * more);
    }
  }
}
