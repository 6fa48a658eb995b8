package org.revcor.stimulus;

import org.revcor.InvalidInputException;

/**
 * Stein kernel τ of a law with density p and mean μ, {@code τ(x) = (1/p(x)) ∫ (t-μ) p(t) dt} over t
 * above x, so that {@code E[(x-μ) f(x)] = E[τ(x) f'(x)]} (Stein 1986).
 *
 * <p>A kernel refers to one averaged value and is multiplied by the gradient with respect to the
 * <em>shown</em> value. If the averaged value is shown with a weight, the kernel includes the
 * weight.
 */
public sealed interface SteinKernel {
  SteinKernel weighted(double weight);

  /** Creates the exception of stimuli without gradients. */
  static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.estimator", "an estimator with gradients", expected);
  }

  /**
   * Kernel of a Gaussian law.
   *
   * @param value variance times weight
   */
  record Constant(double value) implements SteinKernel {
    @Override
    public SteinKernel weighted(double weight) {
      return new Constant(value * weight);
    }
  }

  /** Kernel of a uniform law, {@code weight (x - low)(high - x)/2}. */
  record Quadratic(double low, double high, double weight) implements SteinKernel {
    @Override
    public SteinKernel weighted(double more) {
      return new Quadratic(low, high, weight * more);
    }
  }
}
