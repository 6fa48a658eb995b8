package org.revcor.benchmark;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.benchmark.TimedThreads.Pace;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.inference.Renderer;
import org.revcor.inference.StimulusBlock;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;

/**
 * Measures the network alone: the maximum possible speed of the lanes.
 *
 * <p>Each lane is a thread that repeats the batches of one block. Stimuli are drawn and rendered
 * before; outputs are not read. The network runs up to the layer of the readout. For protocols with
 * gradients this is the forward pass only; {@link Protocol#forwardsPerTrial} returns the work of a
 * trial.
 */
public final class ForwardCeiling implements AutoCloseable {
  private final TimedThreads<Lane> lanes;

  /**
   * Loads the observer on every lane and renders its stimuli.
   *
   * @param blocks one per lane, drawn by a {@link BlockDrawer}; they may be released on return
   */
  public static ForwardCeiling of(
      Protocol protocol, List<StimulusBlock> blocks, Platform platform) {
    List<Device> devices = platform.devices(blocks.size());
    return new ForwardCeiling(
        new TimedThreads<>(
            Math.min(blocks.size(), devices.size()),
            thread -> new Lane(protocol, blocks.get(thread), devices.get(thread))));
  }

  private ForwardCeiling(TimedThreads<Lane> lanes) {
    this.lanes = lanes;
  }

  /**
   * Repeats the blocks for a minimum time. The first run is slower than later runs.
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

  /** Runs the network on one batch. */
  private static final class Forward implements TimedThreads.Step<Lane> {
    @Override
    public int run(Lane lane) {
      return lane.forward();
    }

    @Override
    public void finish(Lane lane) {
      lane.await();
    }
  }

  private static final class Lane implements TimedThreads.State {
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
        Renderer renderer = new Renderer(protocol, decoder);
        for (int i = 0; i < block.batchCount(); i++) {
          NDArray rows = block.array(i, scope);
          NDArray layout = renderer.images(renderer.render(rows).shown());
          NDArray copy = layout.duplicate();
          copy.attach(manager);
          shown.add(copy);
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

    /** Waits for a GPU by reading one output value. */
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
