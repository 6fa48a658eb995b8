package org.revcor.inference;

/**
 * Sums Σr(x-μ) of all channels with shuffled responses: null maps.
 *
 * @param mean means μ of the averaged values under their law
 * @param shuffles number of null maps per channel, at least 1
 */
public record NullMapProtocol(double[] mean, int shuffles) implements HalfBlockProtocol {}
