package org.revcor.lane;

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
import org.revcor.estimate.Tally;
import org.revcor.observer.Observer;

/**
 * The parts of what becomes of a block, from its drawing to its sums, each to be timed alone: on as
 * many threads as there are lanes, all at once, as in a study.
 */
public final class LaneStages implements AutoCloseable {
  private final BenchmarkThreads<Lane> lanes;
  private final Stimulator stimulator;
  private final AtomicLong drawn;
  private final List<Tally> tallies;

  /**
   * Loads the observer for every lane and has it answer a block.
   *
   * @param stimulator draws the blocks, from number 0 on
   */
  public static LaneStages of(
      Protocol protocol, Stimulator stimulator, Platform platform, int cpuLanes) {
    List<Device> devices = platform.devices(cpuLanes);
    Queue<Tally> tallies = new ConcurrentLinkedQueue<>();
    BenchmarkThreads<Lane> lanes =
        new BenchmarkThreads<>(
            devices.size(),
            thread -> {
              Lane lane = new Lane(protocol, stimulator.draw(thread), devices.get(thread));
              tallies.add(lane.note());
              return lane;
            });
    return new LaneStages(lanes, stimulator, devices.size(), List.copyOf(tallies));
  }

  private LaneStages(
      BenchmarkThreads<Lane> lanes, Stimulator stimulator, int drawn, List<Tally> tallies) {
    this.lanes = lanes;
    this.stimulator = stimulator;
    this.drawn = new AtomicLong(drawn);
    this.tallies = tallies;
  }

  /** The sums of the first blocks, one for each lane. */
  public List<Tally> tallies() {
    return tallies;
  }

  /** Drawing blocks into native memory that is used again. */
  public Pace draw(Duration atLeast) {
    return lanes.run(
        lane -> {
          StimulusBlock block = stimulator.draw(drawn.getAndIncrement());
          stimulator.release(block);
          return lane.block.trials();
        },
        atLeast);
  }

  /** Making arrays of the engine of what was drawn. */
  public Pace copy(Duration atLeast) {
    return lanes.run(Lane::copy, atLeast);
  }

  /** Making of rows what is shown, in the layout that the network takes. */
  public Pace decode(Duration atLeast) {
    return lanes.run(Lane::decode, atLeast);
  }

  /**
   * All that a lane does with a block but the network: copy, decode, and reduce answers to sums.
   */
  public Pace withoutNetwork(Duration atLeast) {
    return lanes.run(Lane::answered, atLeast);
  }

  /** All that a lane does with a block. */
  public Pace whole(Duration atLeast) {
    return lanes.run(Lane::whole, atLeast);
  }

  @Override
  public void close() {
    lanes.close();
  }

  private static final class Lane implements BenchmarkThreads.Place {
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
      renderer = new Renderer(observer.description(), protocol.rendering(), decoder);
      replay = new Replay(observer, manager);
      for (int i = 0; i < block.batches().size(); i++) {
        try (NDArray array = block.array(i, manager)) {
          rows.add(array.duplicate());
        }
      }
    }

    Tally note() {
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
          Renderer.images(renderer.render(batch).shown(), observer.description());
          batch.attach(manager);
        }
      }
      return block.trials();
    }

    int answered() {
      reduce(replay);
      return block.trials();
    }

    int whole() {
      reduce(observer);
      return block.trials();
    }

    private Tally reduce(Observer answering) {
      try (BlockReduction reduction = new BlockReduction(answering, decoder, protocol)) {
        return reduction.reduce(block, manager);
      }
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
