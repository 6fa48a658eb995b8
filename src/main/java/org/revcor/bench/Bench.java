package org.revcor.bench;

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
import org.revcor.lane.ForwardCeiling;
import org.revcor.lane.LaneStages;
import org.revcor.lane.Pace;
import org.revcor.lane.Stimulator;
import org.revcor.study.Bookkeeping;
import org.revcor.study.StudyFactory;

/**
 * Measures a study in rounds: in each the whole study, between two halves of the network alone, the
 * peers, and every stage alone, so that what the machine does meanwhile is the same for all of
 * them. A machine that becomes slower, or faster, changes the network and the study alike. With
 * peers every second round runs backwards.
 */
public final class Bench {
  /** Hears what is being measured. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Something begins.
     *
     * @param round from 1 on; 0 while it warms up
     * @param what is measured next
     */
    void at(int round, String what);
  }

  /** What is measured in a round, in an order that every second round turns around. */
  private interface Part {
    void measure();
  }

  private static final String WARMING_UP = "warming up";

  private final StudyFactory bench;
  private final Pipeline pipeline;
  private final Duration checkpointInterval;
  private final boolean reader;
  private final Options options;
  private final Listener listener;
  private final Peers peers = new Peers();
  private volatile boolean stopped;

  /**
   * Of a study and the whole that is made of it.
   *
   * @param checkpointInterval of the pipeline
   * @param reader whether somebody reads the pipeline's live feed
   */
  public Bench(
      StudyFactory bench,
      Pipeline pipeline,
      Duration checkpointInterval,
      boolean reader,
      Options options,
      Listener listener) {
    this.bench = bench;
    this.pipeline = pipeline;
    this.checkpointInterval = checkpointInterval;
    this.reader = reader;
    this.options = options;
    this.listener = listener;
  }

  /** Has {@link #run} end soon. May be called by any thread. */
  public void stop() {
    stopped = true;
    peers.stop();
  }

  /**
   * Measures.
   *
   * @param folder for what the stages write; new
   * @throws CancellationException if it was stopped
   * @throws org.revcor.RevcorException if the observer, or a peer, fails
   */
  public Results run(Path folder) {
    listener.at(0, WARMING_UP);
    Stimulator stimulator = bench.stimulator();
    try (ForwardCeiling ceiling =
            ForwardCeiling.of(
                bench.protocol(),
                LongStream.range(0, bench.lanes()).mapToObj(stimulator::draw).toList(),
                bench.platform());
        LaneStages lanes =
            LaneStages.of(bench.protocol(), stimulator, bench.platform(), bench.lanes());
        Bookkeeping bookkeeping = bench.bookkeeping(folder, lanes.tallies())) {
      Measuring measuring = new Measuring(ceiling, lanes, bookkeeping);
      measuring.warmUp();
      List<Round> rounds = new ArrayList<>();
      for (int round = 1; round <= options.rounds(); round++) {
        rounds.add(measuring.round(round));
      }
      return new Results(
          Subject.of(bench, checkpointInterval, reader),
          Machine.ofThisProcess(bench.platform()),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          options.peers(),
          Machine.peakMebibytes(),
          rounds);
    }
  }

  /** The parts, made once and measured in every round. */
  private final class Measuring {
    private final ForwardCeiling ceiling;
    private final LaneStages lanes;
    private final Bookkeeping bookkeeping;
    private final PipelineTimer timer;

    Measuring(ForwardCeiling ceiling, LaneStages lanes, Bookkeeping bookkeeping) {
      this.ceiling = ceiling;
      this.lanes = lanes;
      this.bookkeeping = bookkeeping;
      this.timer = new PipelineTimer(pipeline, bench.plan().blockSize(), () -> stopped);
    }

    /** Until the virtual machine has compiled what is repeated. */
    void warmUp() {
      ceiling.run(options.stage());
      stages(options.stage(), timer.time(Duration.ZERO, options.warmUp()));
    }

    Round round(int round) {
      EnumMap<Stage, Cost> stages = new EnumMap<>(Stage.class);
      List<Speed> alone = new ArrayList<>();
      Speed[] whole = new Speed[1];
      Double[] ofPeers = new Double[options.peers().size()];
      Part halfAlone =
          () -> {
            at(round, "the network alone");
            alone.add(speed(ceiling.run(options.window().dividedBy(2))));
          };
      List<Part> parts = new ArrayList<>();
      parts.add(halfAlone);
      parts.add(
          () -> {
            at(round, "the whole study");
            whole[0] = timer.time(options.settling(), options.window());
          });
      parts.add(halfAlone);
      for (int i = 0; i < options.peers().size(); i++) {
        int place = i;
        parts.add(
            () -> {
              at(round, "peer " + (place + 1));
              ofPeers[place] = peers.perSecond(options.peers().get(place));
            });
      }
      for (Part part : round % 2 == 0 ? parts.reversed() : parts) {
        part.measure();
      }
      at(round, "each stage");
      stages.putAll(stages(options.stage(), whole[0]));
      Speed ceilingSpeed = alone.getFirst().averagedWith(alone.getLast());
      Cost forward = forward(ceilingSpeed);
      stages.put(Stage.FORWARD, forward);
      stages.computeIfPresent(Stage.GRADIENT, (stage, withForward) -> withForward.less(forward));
      return new Round(ceilingSpeed, whole[0], stages, List.of(ofPeers));
    }

    private Map<Stage, Cost> stages(Duration each, Speed speed) {
      EnumMap<Stage, Cost> stages = new EnumMap<>(Stage.class);
      Cost copy = cost(lanes.copy(each));
      Cost decode = cost(lanes.decode(each));
      Cost withoutTheNetwork = cost(lanes.withoutTheNetwork(each));
      stages.put(Stage.DRAW, cost(lanes.draw(each)));
      stages.put(Stage.COPY, copy);
      stages.put(Stage.DECODE, decode);
      stages.put(Stage.REDUCE, withoutTheNetwork.less(copy).less(decode));
      if (bench.protocol().gradients().isPresent()) {
        stages.put(Stage.GRADIENT, cost(lanes.whole(each)).less(withoutTheNetwork));
      }
      requireGoingOn();
      stages.put(
          Stage.FAN_OUT, cost(bookkeeping.fanOut(each)).times(1.0 / bench.plan().blockSize()));
      stages.put(Stage.LOOK, cost(bookkeeping.look(each)).times(bench.looksPerTrial()));
      double checkpoints = 1e3 / checkpointInterval.toMillis() / speed.perSecond();
      stages.put(Stage.CHECKPOINT, cost(bookkeeping.checkpoint(each)).times(checkpoints));
      return stages;
    }

    private Cost forward(Speed alone) {
      return new Cost(bench.lanes() * 1e6 / alone.perSecond(), alone.processorMicros());
    }

    private void at(int round, String what) {
      requireGoingOn();
      listener.at(round, what);
    }

    private void requireGoingOn() {
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

    private static Cost cost(Bookkeeping.Repeats repeats) {
      return new Cost(repeats.micros(), 1e6 * repeats.processorSeconds() / repeats.times());
    }
  }
}
