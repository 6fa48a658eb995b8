package org.revcor.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.revcor.benchmark.Results.Cost;
import org.revcor.benchmark.Results.Machine;
import org.revcor.benchmark.Results.Speed;
import org.revcor.benchmark.TimedThreads.Pace;
import org.revcor.inference.BlockDrawer;

/**
 * Measures a study in rounds, so that other work on the machine affects all figures alike. A round
 * measures the whole study between two halves of the network alone, then the peers and each stage
 * alone. Every second round runs in reverse order, except for the stages.
 */
public final class Bench {
  /** Receives the progress of the measurement. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called before each part.
     *
     * @param round number from 1; 0 during the warm-up
     * @param what description of the part
     */
    void at(int round, String what);
  }

  private static final String WARMING_UP = "warming up";

  private final BenchmarkedStudy factory;
  private final Pipeline pipeline;
  private final Duration checkpointInterval;
  private final boolean reader;
  private final Options options;
  private final Listener listener;
  private final Peers peers = new Peers();
  private volatile boolean stopped;

  /**
   * @param factory makes the parts of the study
   * @param pipeline runs the whole study
   * @param checkpointInterval interval of the pipeline's checkpoints
   * @param reader whether a client reads the pipeline's live feed
   */
  public Bench(
      BenchmarkedStudy factory,
      Pipeline pipeline,
      Duration checkpointInterval,
      boolean reader,
      Options options,
      Listener listener) {
    this.factory = factory;
    this.pipeline = pipeline;
    this.checkpointInterval = checkpointInterval;
    this.reader = reader;
    this.options = options;
    this.listener = listener;
  }

  /** Stops {@link #run}. May be called by any thread. */
  public void stop() {
    stopped = true;
    peers.stop();
  }

  /**
   * Runs all rounds and returns their results.
   *
   * @param folder new folder for the files that the stages write
   * @throws CancellationException if it was stopped
   * @throws org.revcor.RevcorException if the observer, or a peer, fails
   */
  public Results run(Path folder) {
    listener.at(0, WARMING_UP);
    BlockDrawer drawer = factory.drawer();
    try (ForwardCeiling ceiling =
            ForwardCeiling.of(
                factory.protocol(),
                LongStream.range(0, factory.lanes()).mapToObj(drawer::draw).toList(),
                factory.platform());
        StageTimer lanes =
            StageTimer.of(factory.protocol(), drawer, factory.platform(), factory.lanes());
        BookkeepingTimer bookkeeping = factory.bookkeeping(folder, lanes.tallies())) {
      Measuring measuring = new Measuring(ceiling, lanes, bookkeeping);
      measuring.warmUp();
      List<Round> rounds = new ArrayList<>();
      for (int round = 1; round <= options.rounds(); round++) {
        rounds.add(measuring.round(round));
      }
      return new Results(
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          Machine.ofThisProcess(factory.platform()),
          Subject.of(factory, checkpointInterval, reader),
          Machine.peakMebibytes(),
          options.peers(),
          rounds);
    }
  }

  /** The parts, created once and measured in every round. */
  private final class Measuring {
    private final ForwardCeiling ceiling;
    private final StageTimer lanes;
    private final BookkeepingTimer bookkeeping;
    private final PipelineTimer timer;

    Measuring(ForwardCeiling ceiling, StageTimer lanes, BookkeepingTimer bookkeeping) {
      this.ceiling = ceiling;
      this.lanes = lanes;
      this.bookkeeping = bookkeeping;
      this.timer = new PipelineTimer(pipeline, factory.plan().blockSize(), () -> stopped);
    }

    /** Runs until the Java virtual machine has compiled the repeated code. */
    void warmUp() {
      ceiling.run(options.stage());
      stages(options.stage(), timer.time(Duration.ZERO, options.warmUp()));
    }

    Round round(int round) {
      EnumMap<Stage, Cost> stages = new EnumMap<>(Stage.class);
      List<Speed> alone = new ArrayList<>();
      Speed[] whole = new Speed[1];
      Double[] peerSpeeds = new Double[options.peers().size()];
      Runnable halfAlone =
          () -> {
            at(round, "the network alone");
            alone.add(speed(ceiling.run(options.window().dividedBy(2))));
          };
      List<Runnable> parts = new ArrayList<>();
      parts.add(halfAlone);
      parts.add(
          () -> {
            at(round, "the whole study");
            whole[0] = timer.time(options.settling(), options.window());
          });
      parts.add(halfAlone);
      for (int i = 0; i < options.peers().size(); i++) {
        int peer = i;
        parts.add(
            () -> {
              at(round, "peer " + (peer + 1));
              peerSpeeds[peer] = peers.perSecond(options.peers().get(peer));
            });
      }
      (round % 2 == 0 ? parts.reversed() : parts).forEach(Runnable::run);
      at(round, "each stage");
      stages.putAll(stages(options.stage(), whole[0]));
      Speed ceilingSpeed = alone.getFirst().averagedWith(alone.getLast());
      Cost forward = forward(ceilingSpeed);
      stages.put(Stage.FORWARD, forward);
      stages.computeIfPresent(Stage.GRADIENT, (stage, withForward) -> withForward.minus(forward));
      return new Round(ceilingSpeed, whole[0], stages, List.of(peerSpeeds));
    }

    private Map<Stage, Cost> stages(Duration each, Speed speed) {
      EnumMap<Stage, Cost> stages = new EnumMap<>(Stage.class);
      Cost copy = cost(lanes.copy(each));
      Cost decode = cost(lanes.decode(each));
      Cost withoutNetwork = cost(lanes.withoutNetwork(each));
      stages.put(Stage.DRAW, cost(lanes.draw(each)));
      stages.put(Stage.COPY, copy);
      stages.put(Stage.DECODE, decode);
      stages.put(Stage.REDUCE, withoutNetwork.minus(copy).minus(decode));
      if (factory.protocol().gradients().isPresent()) {
        stages.put(Stage.GRADIENT, cost(lanes.whole(each)).minus(withoutNetwork));
      }
      requireRunning();
      stages.put(
          Stage.FAN_OUT, cost(bookkeeping.fanOut(each)).times(1.0 / factory.plan().blockSize()));
      stages.put(Stage.LOOK, cost(bookkeeping.look(each)).times(factory.looksPerTrial()));
      double checkpoints = 1e3 / checkpointInterval.toMillis() / speed.perSecond();
      stages.put(Stage.CHECKPOINT, cost(bookkeeping.checkpoint(each)).times(checkpoints));
      return stages;
    }

    private Cost forward(Speed alone) {
      return new Cost(factory.lanes() * 1e6 / alone.perSecond(), alone.processorMicros());
    }

    private void at(int round, String what) {
      requireRunning();
      listener.at(round, what);
    }

    private void requireRunning() {
      if (stopped) {
        throw new CancellationException();
      }
    }

    private static Speed speed(Pace pace) {
      return new Speed(pace.perSecond(), 1e6 * pace.processorSeconds() / pace.trials());
    }

    private static Cost cost(Pace pace) {
      return new Cost(pace.microsPerTrial(), 1e6 * pace.processorSeconds() / pace.trials());
    }

    private static Cost cost(BookkeepingTimer.Repeats repeats) {
      return new Cost(repeats.micros(), 1e6 * repeats.processorSeconds() / repeats.times());
    }
  }

  /** A whole study that can be resumed and paused. */
  public interface Pipeline extends AutoCloseable {
    /** Starts or resumes the study. */
    void resume();

    /**
     * Returns the number of trials folded so far.
     *
     * @throws org.revcor.ObserverFailedException if the study has failed
     */
    long trials();

    /** Returns the time from the first block after a start until the speed is stable. */
    Duration settling();

    /** Pauses the study; no thread of it runs when this returns. */
    void pause();

    @Override
    void close();
  }
}
