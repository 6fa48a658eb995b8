package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneSums.OfBlock;
import org.revcor.inference.LaneSums.Reduction;
import org.revcor.inference.LaneSums.ShownBatch;
import org.revcor.inference.NumericPlan.BatchPosition;
import org.revcor.observer.Observer;

/** Shows blocks to an observer and computes the sums of their estimator, batch by batch. */
public final class BlockReduction {
  private final Observer observer;
  private final Renderer renderer;
  private final Reduction reduction;

  public BlockReduction(Observer observer, Optional<Observer> decoder, Protocol protocol) {
    this.observer = observer;
    this.renderer = new Renderer(protocol, decoder);
    this.reduction = protocol.sums().on(observer, protocol);
  }

  /**
   * Returns the sums of a block.
   *
   * @throws ObserverFailedException if an output has the wrong shape or is not finite
   */
  public Tally reduce(StimulusBlock block, NDManager manager) {
    try (DeviceReader reading = DeviceReader.of(manager)) {
      return reduce(block, manager, reading);
    }
  }

  Tally reduce(StimulusBlock block, NDManager manager, DeviceReader reading) {
    try (OfBlock sums = reduction.begin(block, manager, reading)) {
      for (int i = 0; i < block.batches().size(); i++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray rows = block.array(i, scope);
          Renderer.Rendered rendered = renderer.render(rows);
          sums.add(
              new ShownBatch(
                  i,
                  new BatchPosition(block.index(), block.trials(), block.batches().get(i)),
                  rows,
                  renderer.images(rendered.shown()),
                  rendered.averaged(),
                  scope));
        }
      }
      reading.end();
      return new Tally(block.index(), sums.tally(0), sums.tally(1));
    }
  }

  /** Returns the stimuli of a block as the observer is shown them, trials x C x H x W. */
  float[] images(StimulusBlock block, NDManager manager) {
    FloatBuffer images =
        FloatBuffer.allocate(Math.multiplyExact(block.trials(), observer.description().values()));
    for (int i = 0; i < block.batches().size(); i++) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray shown = renderer.images(renderer.render(block.array(i, scope)).shown());
        images.put(shown.flatten().toFloatArray());
      }
    }
    return images.array();
  }
}
