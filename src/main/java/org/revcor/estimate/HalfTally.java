package org.revcor.estimate;

/**
 * Sums over one half of a block. Its arrays are handed over: whoever makes it no longer writes to
 * them, and nobody else does.
 *
 * @param trials number of trials n of this half
 * @param stimuli Σx, d values
 * @param responses Σr, one a channel
 * @param squares Σr², one a channel
 * @param weighted Σr·x, channels x the values of a map, which may cover a {@link Patch} only
 */
public record HalfTally(
    int trials, double[] stimuli, double[] responses, double[] squares, double[][] weighted) {}
