package org.revcor.benchmark;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.revcor.benchmark.TimedThreads.Pace;
import org.revcor.estimate.Tally;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.BlockReduction;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.inference.Renderer;
import org.revcor.inference.StimulusBlock;
import org.revcor.observer.Observer;

/**
 * Measures the stages of a block one by one, from drawing to sums. Each stage runs on as many
 * concurrent threads as there are lanes, as in a study.
 */
final class StageTimer implements AutoCloseable {
  private final TimedThreads<Lane> lanes;
  private final BlockDrawer drawer;
  private final AtomicLong drawn;
  private final List<Tally> tallies;

  /**
   * Loads the observer on every lane and runs one block.
   *
   * @param drawer draws the blocks, from number 0 on
   */
  static StageTimer of(Protocol protocol, BlockDrawer drawer, Platform platform, int cpuLanes) {
    List<Device> devices = platform.devices(cpuLanes);
    Queue<Tally> tallies = new ConcurrentLinkedQueue<>();
    TimedThreads<Lane> lanes =
        new TimedThreads<>(
            devices.size(),
            thread -> {
              Lane lane = new Lane(protocol, drawer.draw(thread), devices.get(thread));
              tallies.add(lane.record());
              return lane;
            });
    return new StageTimer(lanes, drawer, devices.size(), List.copyOf(tallies));
  }

  private StageTimer(TimedThreads<Lane> lanes, BlockDrawer drawer, int drawn, List<Tally> tallies) {
    this.lanes = lanes;
    this.drawer = drawer;
    this.drawn = new AtomicLong(drawn);
    this.tallies = tallies;
  }

  /** Returns the sums of the first blocks, one per lane. */
  List<Tally> tallies() {
    return tallies;
  }

  /** Draws blocks into native memory that is reused. */
  Pace draw(Duration atLeast) {
    return lanes.run(
        lane -> {
          StimulusBlock block = drawer.draw(drawn.getAndIncrement());
          drawer.release(block);
          return lane.block.trials();
        },
        atLeast);
  }

  /** Copies drawn rows to arrays of the engine. */
  Pace copy(Duration atLeast) {
    return lanes.run(Lane::copy, atLeast);
  }

  /** Converts rows to images in the network's layout. */
  Pace decode(Duration atLeast) {
    return lanes.run(Lane::decode, atLeast);
  }

  /** Runs all stages of a lane except the network: copy, decode, and reduce to sums. */
  Pace withoutNetwork(Duration atLeast) {
    return lanes.run(Lane::withoutNetwork, atLeast);
  }

  /** Runs all stages of a lane. */
  Pace whole(Duration atLeast) {
    return lanes.run(Lane::whole, atLeast);
  }

  @Override
  public void close() {
    lanes.close();
  }

  private static final class Lane implements TimedThreads.State {
    private final Protocol protocol;
    private final StimulusBlock block;
    private final Observer observer;
    private final Optional<Observer> decoder;
    private final NDManager manager;
    private final Renderer renderer;
    private final Replay replay;
    private final List<NDArray> rows = new ArrayList<>();

    Lane(Protocol protocol, StimulusBlock block, Device device) {
      this.protocol = protocol;
      this.block = block;
      observer = protocol.observer().load(device);
      decoder = protocol.decoder().map(source -> source.load(device));
      manager = NDManager.newBaseManager(device, "PyTorch");
      renderer = new Renderer(protocol, decoder);
      replay = new Replay(observer, manager);
      for (int i = 0; i < block.batchCount(); i++) {
        try (NDArray array = block.array(i, manager)) {
          rows.add(array.duplicate());
        }
      }
    }

    Tally record() {
      Tally tally = reduce(replay);
      replay.replay();
      return tally;
    }

    int copy() {
      for (int i = 0; i < rows.size(); i++) {
        try (NDManager scope = manager.newSubManager()) {
          block.array(i, scope);
        }
      }
      return block.trials();
    }

    int decode() {
      for (NDArray batch : rows) {
        try (NDManager scope = manager.newSubManager()) {
          batch.attach(scope);
          renderer.images(renderer.render(batch).shown());
          batch.attach(manager);
        }
      }
      return block.trials();
    }

    int withoutNetwork() {
      reduce(replay);
      return block.trials();
    }

    int whole() {
      reduce(observer);
      return block.trials();
    }

    private Tally reduce(Observer network) {
      return new BlockReduction(network, decoder, protocol).reduce(block, manager);
    }

    @Override
    public void close() {
      replay.close();
      observer.close();
      decoder.ifPresent(Observer::close);
      manager.close();
    }
  }
}
