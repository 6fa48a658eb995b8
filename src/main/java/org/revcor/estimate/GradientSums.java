package org.revcor.estimate;

/**
 * Sums of {@code g = τ(x) ∇f_c(x) / q}, or {@code g = σ² (f_c(1) - f_c(0))} with q = 1, over the
 * trials that were given to channel c, which has probability q: {@code Σg} over the trials that it
 * stands for estimates {@code Cov(x, f_c)}. Its arrays are handed over.
 *
 * @param weighted Σg, channels x the values of a map
 * @param squares Σg², as many; without rows unless gradients are combined with averages
 * @param norms Σ‖g‖², one a channel
 * @param fourths Σ‖g‖⁴, one a channel
 * @param trials the number of trials that a channel's sum stands for, n where channels are drawn,
 *     and C times those that were given to it where they take turns: n but for a remainder
 */
public record GradientSums(
    double[][] weighted, double[][] squares, double[] norms, double[] fourths, double[] trials) {}
