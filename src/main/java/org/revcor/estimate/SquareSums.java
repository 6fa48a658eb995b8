package org.revcor.estimate;

/**
 * Sums of squares over the trials of half a block. If squares equal the values (0 or 1), an array
 * may be shared with the sums of the values. Callers must not change the arrays afterwards. As in
 * {@link HalfTally}, rows of channels without responses are not read.
 *
 * @param responses Σr²x, channels x map values
 * @param stimuli Σrx², channels x map values
 * @param both Σr²x², channels x map values
 * @param alone Σx², one per stimulus value
 */
public record SquareSums(
    double[][] responses, double[][] stimuli, double[][] both, double[] alone) {}
