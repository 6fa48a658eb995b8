package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Window;

/**
 * Responses of feature maps with what is seen at each of their positions, averaged over positions.
 *
 * <p>For maps of r at positions p with stride s, {@code Σ_n Σ_p r[n,c,p] x[n, s p + q]} is a
 * convolution of the stimuli with the responses as kernels, spread by s, in which trials take the
 * part of planes: no patch is ever copied.
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

  /** Σr at each position over the trials of a half, channels x positions. */
  double[] sums() {
    return new double[channels * positions.count()];
  }

  /**
   * Σrx of a batch.
   *
   * @param values of the layer, n x C x H x W
   * @param stimuli n x planes x H x W
   * @param atPositions Σr at each position, which the batch is added to
   * @return channels x the values of a map, averaged over positions
   */
  NDArray products(NDArray values, NDArray stimuli, double[] atPositions, Reading reading) {
    NDArray responses = readout.atPositions(values, observer);
    reading.read(responses.sum(new int[] {0}), sums -> HalfSums.addRow(atPositions, sums, 0));
    return correlated(responses, stimuli);
  }

  /**
   * What is to be taken from Σrx, so that it is centred on the mean stimulus: {@code Σ_p R_p x̄[s p
   * + q]}.
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
    Window seen = positions.seen();
    NDArray planes =
        stimuli
            .get(
                new NDIndex(
                    ":, :, {}:{}, {}:{}",
                    seen.top(),
                    seen.top() + seen.height(),
                    seen.left(),
                    seen.left() + seen.width()))
            .transpose(1, 0, 2, 3);
    NDArray kernels = responses.transpose(1, 0, 2, 3);
    int stride = positions.field().stride();
    NDArray sums =
        JniUtils.convolution(
            (PtNDArray) planes, (PtNDArray) kernels, null, ONE, NONE, new Shape(stride, stride), 1);
    return sums.transpose(1, 0, 2, 3).div(positions.count());
  }
}
