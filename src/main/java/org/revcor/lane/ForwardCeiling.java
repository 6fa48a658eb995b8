package org.revcor.lane;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;

/**
 * The network alone: how fast lanes could be if all else cost nothing.
 *
 * <p>Every lane, a thread of its own, is shown the batches of one block again and again, all lanes
 * at once. The stimuli were drawn, rendered and laid out before; of the answers nothing is read and
 * nothing is summed. The network runs as far as the protocol's readout needs it. Where a protocol
 * takes gradients, this is the forward pass alone; {@link Protocol#forwardsPerTrial} tells what a
 * trial takes.
 */
public final class ForwardCeiling implements AutoCloseable {
  private final BenchmarkThreads<Lane> lanes;

  /**
   * Loads the observer for every lane and makes what it is shown.
   *
   * @param blocks one for each lane, drawn by a {@link Stimulator}, which sets the batch size; they
   *     may be released once this is made
   */
  public static ForwardCeiling of(
      Protocol protocol, List<StimulusBlock> blocks, Platform platform) {
    List<Device> devices = platform.devices(blocks.size());
    return new ForwardCeiling(
        new BenchmarkThreads<>(
            Math.min(blocks.size(), devices.size()),
            thread -> new Lane(protocol, blocks.get(thread), devices.get(thread))));
  }

  private ForwardCeiling(BenchmarkThreads<Lane> lanes) {
    this.lanes = lanes;
  }

  /**
   * Shows the blocks until a time is over. The first run is slower than others.
   *
   * @throws org.revcor.ObserverFailedException if the network fails
   */
  public Pace run(Duration atLeast) {
    return lanes.run(new Forward(), atLeast);
  }

  @Override
  public void close() {
    lanes.close();
  }

  /** Shows one batch. */
  private static final class Forward implements BenchmarkThreads.Step<Lane> {
    @Override
    public int take(Lane lane) {
      return lane.forward();
    }

    @Override
    public void finish(Lane lane) {
      lane.await();
    }
  }

  private static final class Lane implements BenchmarkThreads.Place {
    private final Observer observer;
    private final Readout readout;
    private final NDManager manager;
    private final List<NDArray> shown = new ArrayList<>();
    private int next;

    Lane(Protocol protocol, StimulusBlock block, Device device) {
      observer = protocol.observer().load(device);
      readout = protocol.readout();
      manager = NDManager.newBaseManager(device, "PyTorch");
      Optional<Observer> decoder = protocol.decoder().map(source -> source.load(device));
      try (NDManager scope = manager.newSubManager()) {
        Renderer renderer = new Renderer(observer.description(), protocol.rendering(), decoder);
        for (int i = 0; i < block.batches().size(); i++) {
          NDArray rows = block.array(i, scope);
          NDArray layout = Renderer.images(renderer.render(rows).shown(), observer.description());
          NDArray kept = layout.duplicate();
          kept.attach(manager);
          shown.add(kept);
        }
      } finally {
        decoder.ifPresent(Observer::close);
      }
    }

    int forward() {
      NDArray batch = shown.get(next);
      next = (next + 1) % shown.size();
      try (NDManager scope = manager.newSubManager()) {
        batch.attach(scope);
        forward(batch);
        batch.attach(manager);
      }
      return (int) batch.getShape().get(0);
    }

    private NDArray forward(NDArray batch) {
      ObserverDescription shape = observer.description();
      return readout instanceof ClassReadout
          ? observer.forward(batch)
          : observer.activations(batch, List.of(readout.layer(shape))).getFirst();
    }

    /** A device is done when a value of its last answer is here. */
    void await() {
      if (manager.getDevice().isGpu()) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray batch = shown.getFirst();
          batch.attach(scope);
          forward(batch).flatten().get("0:1").toFloatArray();
          batch.attach(manager);
        }
      }
    }

    @Override
    public void close() {
      observer.close();
      manager.close();
    }
  }
}
