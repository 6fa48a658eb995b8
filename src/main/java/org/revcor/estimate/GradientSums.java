package org.revcor.estimate;

/**
 * Sums of {@code g = τ(x) ∇f_c(x) / q} over the trials that were given to channel c, which has
 * probability q: each g is an unbiased draw of {@code Cov(x, f_c)}, whatever channel others were
 * given to. Its arrays are handed over.
 *
 * @param weighted Σg, channels x the values of a map
 * @param squares Σg², as many; without rows unless gradients are combined with averages
 * @param norms Σ‖g‖², one a channel
 * @param fourths Σ‖g‖⁴, one a channel
 */
public record GradientSums(
    double[][] weighted, double[][] squares, double[] norms, double[] fourths) {}
