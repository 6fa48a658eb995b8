package org.revcor.estimate.significance;

/**
 * Pixels of one sign beyond a threshold that touch by their edges.
 *
 * @param plane index of the plane
 * @param size number of pixels
 * @param peak smoothed z of the largest |z|, with its sign
 * @param row of the peak
 * @param column of the peak
 * @param p probability of one as large anywhere by chance, corrected for planes and signs
 */
public record Cluster(int plane, int size, float peak, int row, int column, double p) {}
