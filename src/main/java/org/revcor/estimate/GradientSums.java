package org.revcor.estimate;

/**
 * Sums of {@code g = τ(x) ∇f_c(x) / q} over the trials assigned to channel c, which is drawn with
 * probability q; or of {@code g = σ² (f_c(1) - f_c(0))} with q = 1. {@code Σg} divided by {@code
 * trials} estimates {@code Cov(x, f_c)}. Callers must not change the arrays afterwards.
 *
 * @param weighted Σg, channels x map values
 * @param squares Σg², channels x map values; without rows unless gradients are combined with
 *     averages
 * @param norms Σ‖g‖² per channel
 * @param fourths Σ‖g‖⁴ per channel
 * @param trials number of trials that the sum of each channel represents: n if channels are drawn;
 *     C times the trials assigned to the channel if C channels take turns, n except for a remainder
 */
public record GradientSums(
    double[][] weighted, double[][] squares, double[] norms, double[] fourths, double[] trials) {}
