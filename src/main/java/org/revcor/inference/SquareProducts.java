package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.HalfTally.SquareSums;
import org.revcor.inference.Protocol.SquareProtocol;

/** The sums of squares of one half of a block, in double precision. */
final class SquareProducts {
  /** Maximum rounding error of a probability. */
  private static final float MAX_ROUNDING = 1e-5f;

  private final SquareProtocol protocol;
  private final double[][] responses;
  private final double[][] stimuli;
  private final double[][] both;
  private final double[] alone;

  /**
   * @param weighted array that accumulates Σrx
   * @param sums array that accumulates Σx
   */
  SquareProducts(SquareProtocol protocol, double[][] weighted, double[] sums) {
    int channels = weighted.length;
    int values = sums.length;
    this.protocol = protocol;
    this.alone = protocol.binary() ? sums : new double[values];
    this.stimuli = protocol.binary() ? weighted : new double[channels][values];
    this.responses = protocol.labels() ? weighted : new double[channels][values];
    if (protocol.labels()) {
      both = stimuli;
    } else {
      both = protocol.binary() ? responses : new double[channels][values];
    }
  }

  /**
   * Adds a batch.
   *
   * @param outputs responses, n x channels
   * @param shown stimuli, n x d
   * @throws ObserverFailedException if a response is not within [0, 1]
   */
  void add(NDArray outputs, NDArray shown, String observer, NDManager scope, DeviceReader reading) {
    requireWithinOne(outputs, observer, reading);
    int channels = responses.length;
    if (!protocol.labels()) {
      reading.read(
          outputs.square().transpose().matMul(shown),
          products -> HalfTallyBuilder.addRows(responses, products, 0));
    }
    if (!protocol.binary()) {
      NDArray weights = protocol.labels() ? outputs : outputs.concat(outputs.square(), 1);
      NDArray ones = scope.ones(new Shape(shown.getShape().get(0), 1));
      reading.read(
          weights.concat(ones, 1).transpose().matMul(shown.square()),
          products -> addSquares(products, channels));
    }
  }

  private void addSquares(float[] products, int channels) {
    HalfTallyBuilder.addRows(stimuli, products, 0);
    if (!protocol.labels()) {
      HalfTallyBuilder.addRows(both, products, channels);
    }
    HalfTallyBuilder.addRow(alone, products, protocol.labels() ? channels : 2 * channels);
  }

  private void requireWithinOne(NDArray outputs, String observer, DeviceReader reading) {
    if (protocol.labels()) {
      return;
    }
    reading.read(
        outputs.min().reshape(1).concat(outputs.max().reshape(1)),
        limits -> requireWithinOne(limits[0], limits[1], observer));
  }

  private static void requireWithinOne(float min, float max, String observer) {
    if (!(min >= -MAX_ROUNDING && max <= 1 + MAX_ROUNDING)) {
      throw new ObserverFailedException(
          "observer %s returned probabilities from %s to %s; sequence = bernstein needs values from 0 to 1"
              .formatted(observer, min, max));
    }
  }

  SquareSums sums() {
    return new SquareSums(responses, stimuli, both, alone);
  }
}
