package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;

/**
 * Shows a block to an observer and reduces its answers to sums, so that nothing of the size of the
 * stimuli leaves the device.
 *
 * <p>For responses R (n x channels) and stimuli X (n x d) of a batch one matrix product {@code [R
 * 1]ᵀX} gives Σrx and Σx. Batches are added in double precision, in their order.
 */
final class BlockReduction {
  private final Observer observer;
  private final Readout readout;
  private final int channels;

  BlockReduction(Observer observer, Readout readout) {
    this.observer = observer;
    this.readout = readout;
    this.channels = readout.channels(observer.description()).size();
  }

  /**
   * @param manager parent of the arrays made on the way; all are closed on return
   * @throws ObserverFailedException if an answer has the wrong shape or is not finite
   */
  Tally reduce(StimulusBlock block, NDManager manager) {
    int values = observer.description().values();
    Sums[] halves = {new Sums(channels, values), new Sums(channels, values)};
    for (int i = 0; i < block.batches().size(); i++) {
      Batch batch = block.batches().get(i);
      long trial = block.index() * trials(block) + batch.first();
      try (NDManager scope = manager.newSubManager()) {
        add(halves[batch.half()], block.stimuli(i), batch.trials(), trial, scope);
      }
    }
    return new Tally(block.index(), halves[0].tally(), halves[1].tally());
  }

  private static long trials(StimulusBlock block) {
    Batch last = block.batches().getLast();
    return (long) last.first() + last.trials();
  }

  private void add(Sums sums, ByteBuffer stimuli, int trials, long firstTrial, NDManager scope) {
    ObserverDescription shape = observer.description();
    NDArray flat = scope.create(stimuli, new Shape(trials, shape.values()), DataType.FLOAT32);
    NDArray outputs = observer.answer(channelsLast(flat, trials, shape));
    requireFinite(outputs.toFloatArray(), firstTrial);
    NDArray responses = readout.responses(outputs, shape);
    NDArray weights = responses.concat(scope.ones(new Shape(trials, 1)), 1);
    sums.add(trials, responses.toFloatArray(), weights.transpose().matMul(flat).toFloatArray());
  }

  /**
   * The batch as n x C x H x W whose memory runs n, H, W, C: the layout in which the engine
   * convolves fastest on a CPU.
   */
  private static NDArray channelsLast(NDArray flat, int trials, ObserverDescription shape) {
    if (shape.planes() == 1) {
      return flat.reshape(trials, shape.height(), shape.width(), 1).transpose(0, 3, 1, 2);
    }
    return flat.reshape(trials, shape.planes(), (long) shape.height() * shape.width())
        .transpose(0, 2, 1)
        .reshape(trials, shape.height(), shape.width(), shape.planes())
        .transpose(0, 3, 1, 2);
  }

  private void requireFinite(float[] outputs, long firstTrial) {
    for (int i = 0; i < outputs.length; i++) {
      if (!Float.isFinite(outputs[i])) {
        int width = observer.description().outputs();
        throw new ObserverFailedException(
            "observer %s answered %s at output %d of trial %d; its outputs must be finite numbers"
                .formatted(
                    observer.description().name(), outputs[i], i % width, firstTrial + i / width));
      }
    }
  }

  private static final class Sums {
    private int trials;
    private final double[] stimuli;
    private final double[] responses;
    private final double[] squares;
    private final double[][] weighted;

    Sums(int channels, int values) {
      stimuli = new double[values];
      responses = new double[channels];
      squares = new double[channels];
      weighted = new double[channels][values];
    }

    /**
     * @param batchResponses n x channels
     * @param products (channels + 1) x d, the last row Σx
     */
    void add(int batchTrials, float[] batchResponses, float[] products) {
      trials += batchTrials;
      int channels = responses.length;
      for (int i = 0; i < batchResponses.length; i++) {
        double r = batchResponses[i];
        responses[i % channels] += r;
        squares[i % channels] += r * r;
      }
      for (int c = 0; c < channels; c++) {
        addRow(weighted[c], products, c);
      }
      addRow(stimuli, products, channels);
    }

    private static void addRow(double[] sums, float[] products, int row) {
      int offset = row * sums.length;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += products[offset + i];
      }
    }

    HalfTally tally() {
      return new HalfTally(trials, stimuli, responses, squares, weighted);
    }
  }
}
