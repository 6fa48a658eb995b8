package org.revcor.lane;

/**
 * Sums Σr(x-μ) of all channels whose responses meet stimuli that they did not answer.
 *
 * @param mean means μ of the values of what is averaged, under their law
 * @param shuffles number of such sums of a channel, at least 1
 */
public record NullMaps(double[] mean, int shuffles) implements HalfBlockSums {}
