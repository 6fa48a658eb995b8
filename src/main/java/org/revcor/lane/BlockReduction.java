package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Window;

/**
 * Shows a block to an observer and reduces its answers to sums, so that nothing of the size of the
 * stimuli leaves the device.
 *
 * <p>For responses R (n x channels) and what is averaged X (n x d) of a batch one matrix product
 * {@code [R 1]ᵀX} gives Σrx and Σx. Where maps cover a window of the picture only, there is one
 * product for each different window, of its channels and its pixels. Batches are added in double
 * precision, in their order.
 */
final class BlockReduction {
  private final Observer observer;
  private final Protocol protocol;
  private final Renderer renderer;
  private final List<String> signals;

  /** What is averaged, as pictures: planes, rows and columns. */
  private final Shape averaged;

  private final int channels;
  private final int mapValues;

  /** Empty if maps cover all that is averaged. */
  private final List<WindowOfChannels> groups;

  /**
   * @param decoder there if the protocol's rendering names one
   */
  BlockReduction(Observer observer, Optional<Observer> decoder, Protocol protocol) {
    ObserverDescription shape = observer.description();
    this.observer = observer;
    this.protocol = protocol;
    this.renderer = new Renderer(shape, protocol.rendering(), decoder);
    this.signals = protocol.signals();
    this.averaged = protocol.averaged();
    List<Window> windows = protocol.windows();
    Window first = windows.getFirst();
    this.channels = windows.size();
    this.mapValues = (int) averaged.get(0) * first.height() * first.width();
    this.groups = mapValues == averaged.size() ? List.of() : WindowOfChannels.group(windows);
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
        Shape shape = new Shape(batch.trials(), block.rowValues());
        NDArray rows = scope.create(block.rows(i), shape, DataType.FLOAT32);
        add(halves[batch.half()], rows, trial, scope);
      }
    }
    return new Tally(block.index(), halves[0].tally(), halves[1].tally());
  }

  private Sums sums() {
    return new Sums(channels, (int) averaged.size(), mapValues);
  }

  private static long trials(StimulusBlock block) {
    Batch last = block.batches().getLast();
    return (long) last.first() + last.trials();
  }

  private void add(Sums sums, NDArray rows, long firstTrial, NDManager scope) {
    int trials = (int) rows.getShape().get(0);
    Renderer.Rendered rendered = renderer.render(rows);
    NDArray shown = channelsLast(rendered.shown(), trials, observer.description());
    NDArray responses = bySignal(responses(shown, firstTrial), rows);
    sums.addResponses(trials, responses.toFloatArray());
    NDArray flat = protocol.squared() ? rendered.averaged().square() : rendered.averaged();
    if (groups.isEmpty()) {
      NDArray weights = responses.concat(scope.ones(new Shape(trials, 1)), 1);
      sums.addWhole(weights.transpose().matMul(flat).toFloatArray());
    } else {
      sums.addStimuli(scope.ones(new Shape(1, trials)).matMul(flat).toFloatArray());
      NDArray pictures = flat.reshape(trials, averaged.get(0), averaged.get(1), averaged.get(2));
      for (WindowOfChannels group : groups) {
        sums.addWindow(group.channels(), group.weighted(responses, pictures));
      }
    }
  }

  private NDArray responses(NDArray stimuli, long firstTrial) {
    ObserverDescription shape = observer.description();
    return switch (protocol.readout()) {
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
   * Each response goes to the channels of its trial's signal, whose index ends the row; the others
   * get 0.
   */
  private NDArray bySignal(NDArray responses, NDArray rows) {
    if (signals.isEmpty()) {
      return responses;
    }
    long n = rows.getShape().get(0);
    NDArray signal = rows.get(":, -1").toType(DataType.INT64, false).oneHot(signals.size());
    return signal
        .reshape(n, signals.size(), 1)
        .mul(responses.reshape(n, 1, responses.getShape().get(1)))
        .reshape(n, channels);
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
