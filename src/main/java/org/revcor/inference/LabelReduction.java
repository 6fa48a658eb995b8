package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

/**
 * Sums stimuli by the class that the observer assigns them to.
 *
 * <p>Each stimulus is added only to the sum of its class. A product with a one-hot matrix would
 * cost one addition per class (measured by {@code ReductionBenchmark} in the tests).
 */
final class LabelReduction {
  private final Observer observer;
  private final Renderer renderer;
  private final ObserverDescription shape;
  private final int channels;
  private final int values;
  private final int stimulusValues;
  private final Rendering rendering;
  private final boolean squared;
  private final boolean bySignal;
  private final int classes;

  private LabelReduction(Observer observer, Renderer renderer, Protocol protocol) {
    this.observer = observer;
    this.renderer = renderer;
    this.shape = observer.description();
    this.channels = protocol.windows().size();
    this.values = (int) protocol.averaged().size();
    this.stimulusValues = protocol.stimulusShape().values();
    this.rendering = protocol.rendering();
    this.squared = protocol.squared();
    this.bySignal = !protocol.signals().isEmpty();
    this.classes = ClassReadout.LABEL.channels(shape).size();
  }

  /** Returns a reduction if the protocol averages by labels and needs no other sums. */
  static Optional<LabelReduction> of(Observer observer, Renderer renderer, Protocol protocol) {
    boolean labelsAlone =
        protocol.readout() == ClassReadout.LABEL
            && protocol.gradients().isEmpty()
            && protocol.squares().isEmpty()
            && protocol.halfBlocks().isEmpty();
    return labelsAlone
        ? Optional.of(new LabelReduction(observer, renderer, protocol))
        : Optional.empty();
  }

  /**
   * Shows a block and returns its sums.
   *
   * @param manager parent of temporary arrays
   * @throws org.revcor.ObserverFailedException if an output is not finite
   */
  Tally reduce(StimulusBlock block, NDManager manager, DeviceReader reading) {
    LabelSums[] halves = {new LabelSums(channels, values), new LabelSums(channels, values)};
    for (int i = 0; i < block.batches().size(); i++) {
      LabelSums sums = halves[block.batches().get(i).half()];
      try (NDManager scope = manager.newSubManager()) {
        add(sums, block, i, scope, reading);
      }
    }
    reading.end();
    return new Tally(block.index(), halves[0].tally(), halves[1].tally());
  }

  private void add(
      LabelSums sums, StimulusBlock block, int batch, NDManager scope, DeviceReader reading) {
    Renderer.Rendered rendered = renderer.render(block.array(batch, scope));
    NDArray averaged = rendered.averaged();
    Averaged source =
        switch (rendering) {
          case Rendering.AsDrawn asDrawn -> drawn(block, batch, 0);
          case Rendering.BesideAveraged beside -> drawn(block, batch, stimulusValues);
          case Rendering.Decoded(var decoder, var scaled, var latent) when latent ->
              drawn(block, batch, 0);
          case Rendering.Decoded decoded -> {
            Averaged images = new Averaged((int) averaged.getShape().get(1));
            reading.read(averaged, values -> images.rows = FloatBuffer.wrap(values));
            yield images;
          }
        };
    NDArray shown = renderer.images(rendered.shown());
    long first = block.index() * block.trials() + block.batches().get(batch).first();
    FloatBuffer rows = block.rows(batch).asFloatBuffer();
    int rowValues = block.rowValues();
    float[] stimulus = new float[values];
    reading.rows(
        observer.forward(shown),
        (row, outputs) -> {
          FiniteOutputs.require(
              outputs,
              outputs.length,
              output -> "output " + output,
              shape.name(),
              i -> first + row);
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
}
