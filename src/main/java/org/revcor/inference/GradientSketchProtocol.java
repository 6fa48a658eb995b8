package org.revcor.inference;

import java.util.List;

/**
 * Sketches of the second moments of gradients.
 *
 * @param channels indices of the channels, ascending
 * @param columns number of columns of Ω
 * @param signs Ω of each half, row by row ({@link org.revcor.estimate.covariance.GradientSketch})
 * @param mean zeros: gradients are not centred
 */
public record GradientSketchProtocol(
    List<Integer> channels, int columns, List<float[]> signs, double[] mean)
    implements HalfBlockProtocol {
  public GradientSketchProtocol {
    channels = List.copyOf(channels);
    signs = List.copyOf(signs);
  }
}
