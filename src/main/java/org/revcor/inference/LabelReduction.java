package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import org.revcor.estimate.HalfTally;
import org.revcor.inference.LaneSums.OfBlock;
import org.revcor.inference.LaneSums.Reduction;
import org.revcor.inference.LaneSums.ShownBatch;
import org.revcor.inference.Responses.FiniteOutputs;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

/**
 * Sums stimuli by the class that the observer assigns them to.
 *
 * <p>Each stimulus is added only to the sum of its class. A product with a one-hot matrix would
 * cost one addition per class.
 */
final class LabelReduction implements Reduction {
  private final Observer observer;
  private final ObserverDescription shape;
  private final int channels;
  private final int values;
  private final int stimulusValues;
  private final Rendering rendering;
  private final boolean squared;
  private final boolean bySignal;
  private final int classes;

  LabelReduction(Observer observer, Protocol protocol) {
    this.observer = observer;
    this.shape = observer.description();
    this.channels = protocol.windows().size();
    this.values = (int) protocol.averaged().size();
    this.stimulusValues = protocol.stimulusShape().values();
    this.rendering = protocol.rendering();
    this.squared = protocol.squared();
    this.bySignal = !protocol.signals().isEmpty();
    this.classes = ClassReadout.LABEL.channels(shape).size();
  }

  @Override
  public OfBlock begin(StimulusBlock block, NDManager manager, DeviceReader reading) {
    LabelSums[] halves = {new LabelSums(channels, values), new LabelSums(channels, values)};
    return new OfBlock() {
      @Override
      public void add(ShownBatch batch) {
        LabelReduction.this.add(halves[batch.half()], block, batch, reading);
      }

      @Override
      public HalfTally tally(int half) {
        return halves[half].tally();
      }
    };
  }

  private void add(
      LabelSums sums, StimulusBlock block, ShownBatch shownBatch, DeviceReader reading) {
    int batch = shownBatch.index();
    NDArray averaged = shownBatch.averaged();
    Averaged source =
        switch (rendering) {
          case Rendering.AsDrawn asDrawn -> drawn(block, batch, 0);
          case Rendering.BesideAveraged beside -> drawn(block, batch, stimulusValues);
          case Rendering.Decoded(var decoder, var scaled, var latent) when latent ->
              drawn(block, batch, 0);
          case Rendering.Decoded decoded -> {
            // read before the labels below, which add these rows
            Averaged images = new Averaged((int) averaged.getShape().get(1));
            reading.read(averaged, values -> images.rows = FloatBuffer.wrap(values));
            yield images;
          }
        };
    FloatBuffer rows = block.rows(batch).asFloatBuffer();
    int rowValues = block.rowValues();
    float[] stimulus = new float[values];
    reading.rows(
        observer.forward(shownBatch.shown()),
        (row, outputs) -> {
          FiniteOutputs.require(
              outputs,
              outputs.length,
              output -> "output " + output,
              shape.name(),
              i -> shownBatch.trial(row));
          source.read(row, stimulus);
          if (squared) {
            square(stimulus);
          }
          int signal = bySignal ? (int) rows.get((row + 1) * rowValues - 1) : 0;
          sums.add(signal * classes + LargestOutput.of(outputs), stimulus);
        });
  }

  private static Averaged drawn(StimulusBlock block, int batch, int first) {
    return new Averaged(block.rows(batch).asFloatBuffer(), block.rowValues(), first);
  }

  private static void square(float[] stimulus) {
    for (int i = 0; i < stimulus.length; i++) {
      stimulus[i] *= stimulus[i];
    }
  }

  /** Reads the averaged values of a row: as drawn from native memory, decoded from the device. */
  private static final class Averaged {
    private final int rowValues;
    private final int first;
    private FloatBuffer rows;

    Averaged(FloatBuffer rows, int rowValues, int first) {
      this.rows = rows;
      this.rowValues = rowValues;
      this.first = first;
    }

    Averaged(int values) {
      this(FloatBuffer.allocate(0), values, 0);
    }

    void read(int row, float[] stimulus) {
      rows.get(row * rowValues + first, stimulus);
    }
  }

  /**
   * The sums of one half of a block, in double precision, if one channel per trial responds with 1.
   *
   * <p>A trial is added only to the sum of its channel; the total is the sum over channels.
   */
  static final class LabelSums {
    private final double[] counts;
    private final int values;

    /** Empty for a channel without responses. */
    private final double[][] byChannel;

    LabelSums(int channels, int values) {
      this.counts = new double[channels];
      this.values = values;
      this.byChannel = new double[channels][0];
    }

    /**
     * @param stimulus x
     */
    void add(int channel, float[] stimulus) {
      counts[channel]++;
      if (byChannel[channel].length == 0) {
        byChannel[channel] = new double[values];
      }
      double[] sums = byChannel[channel];
      for (int i = 0; i < values; i++) {
        sums[i] += stimulus[i];
      }
    }

    /** Returns the sums; no trial may be added afterwards. */
    HalfTally tally() {
      double[] all = new double[values];
      double trials = 0;
      for (int channel = 0; channel < counts.length; channel++) {
        trials += counts[channel];
        double[] sums = byChannel[channel];
        for (int i = 0; i < sums.length; i++) {
          all[i] += sums[i];
        }
      }
      return new HalfTally((int) trials, all, counts, counts.clone(), byChannel);
    }
  }

  static final class LargestOutput {
    private LargestOutput() {}

    /**
     * Returns the class with the largest output, the lowest such class if several are equal. A
     * single output distinguishes two classes by its sign.
     *
     * <p>There are two loops, for the maximum and for its index: the JIT compiler vectorizes the
     * first loop, but not a combined one.
     *
     * @param outputs finite; at least one
     */
    static int of(float[] outputs) {
      if (outputs.length == 1) {
        return outputs[0] > 0 ? 1 : 0;
      }
      float largest = outputs[0];
      for (int i = 1; i < outputs.length; i++) {
        largest = Math.max(largest, outputs[i]);
      }
      int index = 0;
      while (outputs[index] != largest) {
        index++;
      }
      return index;
    }
  }
}
