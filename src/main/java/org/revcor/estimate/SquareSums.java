package org.revcor.estimate;

/**
 * Sums of squares over the trials of half a block. Where a square is the value itself, 0 or 1, an
 * array may be that of the sums of the values. Handed over: nobody writes to them any more. As in
 * {@link HalfTally}, rows of channels that did not respond are not read.
 *
 * @param responses Σr²x, channels x the values of a map
 * @param stimuli Σrx², as many
 * @param both Σr²x², as many
 * @param alone Σx², the values of a stimulus
 */
public record SquareSums(
    double[][] responses, double[][] stimuli, double[][] both, double[] alone) {}
