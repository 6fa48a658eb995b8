package org.revcor.estimate.significance;

/**
 * A cluster: edge-connected pixels of one sign with |z| beyond a threshold.
 *
 * @param plane index of the plane
 * @param size number of pixels
 * @param peak smoothed z with the largest |z|
 * @param row row of the peak
 * @param column column of the peak
 * @param p p-value of the largest cluster size, corrected for planes and signs
 */
public record Cluster(int plane, int size, float peak, int row, int column, double p) {}
