package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Window;

/**
 * Shows a block to an observer and reduces its answers to sums, so that nothing of the size of the
 * stimuli leaves the device.
 *
 * <p>For responses R (n x channels) and stimuli X (n x d) of a batch one matrix product {@code [R
 * 1]ᵀX} gives Σrx and Σx. Where maps cover a window of the picture only, there is one product for
 * each different window, of its channels and its pixels. Batches are added in double precision, in
 * their order.
 */
final class BlockReduction {
  private final Observer observer;
  private final Readout readout;
  private final List<Window> windows;
  private final List<WindowOfChannels> groups;
  private final boolean whole;

  BlockReduction(Observer observer, Readout readout) {
    ObserverDescription shape = observer.description();
    this.observer = observer;
    this.readout = readout;
    this.windows = readout.windows(shape);
    this.groups = WindowOfChannels.group(windows);
    this.whole = windows.getFirst().equals(Window.whole(shape.height(), shape.width()));
  }

  /**
   * @param manager parent of the arrays made on the way; all are closed on return
   * @throws ObserverFailedException if an answer has the wrong shape or is not finite
   */
  Tally reduce(StimulusBlock block, NDManager manager) {
    Sums[] halves = {sums(), sums()};
    for (int i = 0; i < block.batches().size(); i++) {
      Batch batch = block.batches().get(i);
      long trial = block.index() * trials(block) + batch.first();
      try (NDManager scope = manager.newSubManager()) {
        add(halves[batch.half()], block.stimuli(i), batch.trials(), trial, scope);
      }
    }
    return new Tally(block.index(), halves[0].tally(), halves[1].tally());
  }

  private Sums sums() {
    ObserverDescription shape = observer.description();
    Window window = windows.getFirst();
    return new Sums(
        windows.size(), shape.values(), shape.planes() * window.height() * window.width());
  }

  private static long trials(StimulusBlock block) {
    Batch last = block.batches().getLast();
    return (long) last.first() + last.trials();
  }

  private void add(Sums sums, ByteBuffer stimuli, int trials, long firstTrial, NDManager scope) {
    ObserverDescription shape = observer.description();
    NDArray flat = scope.create(stimuli, new Shape(trials, shape.values()), DataType.FLOAT32);
    NDArray responses = responses(channelsLast(flat, trials, shape), firstTrial);
    sums.addResponses(trials, responses.toFloatArray());
    if (whole) {
      NDArray weights = responses.concat(scope.ones(new Shape(trials, 1)), 1);
      sums.addWhole(weights.transpose().matMul(flat).toFloatArray());
    } else {
      sums.addStimuli(scope.ones(new Shape(1, trials)).matMul(flat).toFloatArray());
      NDArray pictures = flat.reshape(trials, shape.planes(), shape.height(), shape.width());
      for (WindowOfChannels group : groups) {
        sums.addWindow(group.channels(), group.weighted(responses, pictures));
      }
    }
  }

  private NDArray responses(NDArray stimuli, long firstTrial) {
    ObserverDescription shape = observer.description();
    return switch (readout) {
      case ClassReadout ofClasses -> {
        NDArray outputs = observer.answer(stimuli);
        requireFinite(outputs, output -> "output " + output, firstTrial);
        yield ofClasses.responses(outputs, shape);
      }
      case UnitReadout ofUnits -> {
        NDArray values = observer.activations(stimuli, List.of(ofUnits.layer(shape))).getFirst();
        NDArray responses = ofUnits.responses(values, shape);
        requireFinite(responses, unit -> ofUnits.channels(shape).get(unit), firstTrial);
        yield responses;
      }
    };
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

  /**
   * @param values n x columns
   * @param name of a column
   */
  private void requireFinite(NDArray values, IntFunction<String> name, long firstTrial) {
    float[] outputs = values.toFloatArray();
    int width = (int) values.getShape().get(1);
    for (int i = 0; i < outputs.length; i++) {
      if (!Float.isFinite(outputs[i])) {
        throw new ObserverFailedException(
            "observer %s answered %s at %s of trial %d; its outputs must be finite numbers"
                .formatted(
                    observer.description().name(),
                    outputs[i],
                    name.apply(i % width),
                    firstTrial + i / width));
      }
    }
  }

  private static final class Sums {
    private int trials;
    private final double[] stimuli;
    private final double[] responses;
    private final double[] squares;
    private final double[][] weighted;

    /**
     * @param values of a stimulus
     * @param mapValues of a map
     */
    Sums(int channels, int values, int mapValues) {
      stimuli = new double[values];
      responses = new double[channels];
      squares = new double[channels];
      weighted = new double[channels][mapValues];
    }

    /**
     * @param batchResponses n x channels
     */
    void addResponses(int batchTrials, float[] batchResponses) {
      trials += batchTrials;
      int channels = responses.length;
      for (int i = 0; i < batchResponses.length; i++) {
        double r = batchResponses[i];
        responses[i % channels] += r;
        squares[i % channels] += r * r;
      }
    }

    /**
     * @param products (channels + 1) x d, the last row Σx
     */
    void addWhole(float[] products) {
      for (int c = 0; c < weighted.length; c++) {
        addRow(weighted[c], products, c);
      }
      addRow(stimuli, products, weighted.length);
    }

    /**
     * @param sum Σx, d values
     */
    void addStimuli(float[] sum) {
      addRow(stimuli, sum, 0);
    }

    /**
     * @param channels indices of its channels
     * @param products a row a channel, in their order
     */
    void addWindow(int[] channels, float[] products) {
      for (int i = 0; i < channels.length; i++) {
        addRow(weighted[channels[i]], products, i);
      }
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
