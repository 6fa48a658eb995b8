package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.PooledReadout;

/**
 * Sums the products of feature maps with the receptive field at each position, averaged over
 * positions.
 *
 * <p>For maps of r at positions p with stride s, {@code Σ_n Σ_p r[n,c,p] x[n, s p + q]} is a
 * convolution. The kernels are the responses, dilated by s, and trials are its input planes. So no
 * patch is copied.
 */
final class PooledReduction {
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

  private final PooledReadout readout;
  private final ObserverDescription observer;
  private final PooledReadout.Positions positions;
  private final int channels;

  PooledReduction(PooledReadout readout, ObserverDescription observer) {
    this.readout = readout;
    this.observer = observer;
    this.positions = readout.positions(observer);
    this.channels = readout.channels(observer).size();
  }

  /** Returns zeros for Σr at each position over the trials of a half, channels x positions. */
  double[] sums() {
    return new double[channels * positions.count()];
  }

  /**
   * Returns Σrx of a batch.
   *
   * @param values outputs of the layer, n x C x H x W
   * @param stimuli n x planes x H x W
   * @param atPositions Σr at each position, to which the batch is added
   * @return channels x the values of a map, averaged over positions
   */
  NDArray products(NDArray values, NDArray stimuli, double[] atPositions, DeviceReader reading) {
    NDArray responses = readout.atPositions(values, observer);
    reading.read(
        responses.sum(new int[] {0}), sums -> HalfTallyBuilder.addRow(atPositions, sums, 0));
    return correlated(responses, stimuli);
  }

  /**
   * Returns {@code Σ_p R_p x̄[s p + q]}, to be subtracted from Σrx to centre it on the mean
   * stimulus.
   *
   * @param atPositions Σr at each position
   * @param mean x̄ of the same trials, d values
   * @return channels x the values of a map, averaged over positions
   */
  float[] ofMeans(double[] atPositions, double[] mean, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray responses =
          scope
              .create(atPositions, new Shape(1, channels, positions.rows(), positions.columns()))
              .toType(DataType.FLOAT32, false);
      NDArray stimulus =
          scope
              .create(mean, new Shape(1, observer.planes(), observer.height(), observer.width()))
              .toType(DataType.FLOAT32, false);
      return correlated(responses, stimulus).toFloatArray();
    }
  }

  private NDArray correlated(NDArray responses, NDArray stimuli) {
    NDArray planes = WindowOfChannels.cropped(stimuli, positions.seen()).transpose(1, 0, 2, 3);
    NDArray kernels = responses.transpose(1, 0, 2, 3);
    int stride = positions.field().stride();
    NDArray sums =
        JniUtils.convolution(
            (PtNDArray) planes, (PtNDArray) kernels, null, ONE, NONE, new Shape(stride, stride), 1);
    return sums.transpose(1, 0, 2, 3).div(positions.count());
  }
}
