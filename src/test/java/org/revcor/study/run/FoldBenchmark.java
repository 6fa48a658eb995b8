package org.revcor.study.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.revcor.estimate.Tally;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.run.Accumulator.PendingBlocks;

/** Time to fold a block into the accumulators, block after block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "--enable-native-access=ALL-UNNAMED"})
public class FoldBenchmark {
  private static final int BLOCKS = 20;

  /** Studies have one channel per actor up to 128 channels; beyond that at most 128 actors. */
  @Param({"1", "8", "64", "100000"})
  public int channelsAnActor;

  /**
   * Channels and values: labels; labels of 20 classes and of all 1,000 classes; units with
   * receptive fields.
   */
  @Param({"10x784", "20of1000x3072", "1000x3072", "12032x196"})
  public String rows;

  private ActorTestKit kit;
  private ActorRef<StudyRun.Command> run;
  private CompletableFuture<Integer> folded = new CompletableFuture<>();

  @Setup
  public void spawn() {
    PreparedStudy study =
        switch (rows) {
          case "10x784" -> ScaleBenchmark.study(1, 28, 10, ScaleBenchmark.LABEL, 2, 100);
          case "12032x196" -> ScaleBenchmark.units(100);
          default -> ScaleBenchmark.study(3, 32, 1_000, ScaleBenchmark.LABEL, 2, 100);
        };
    List<Tally> tallies =
        switch (rows) {
          case "10x784" -> ScaleBenchmark.tallies(32, 10, 784, 784, 10);
          case "12032x196" -> ScaleBenchmark.tallies(2, 12_032, 784, 196, 12_032);
          case "1000x3072" -> ScaleBenchmark.classes(1_000);
          default -> ScaleBenchmark.classes(20);
        };
    kit = ActorTestKit.create();
    run = kit.spawn(Behaviors.setup(context -> new Folding(context, study, tallies)));
  }

  @TearDown
  public void stop() {
    kit.shutdownTestKit();
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int fold() throws Exception {
    folded = new CompletableFuture<>();
    run.tell(new StudyRun.Stop());
    return folded.get(10, TimeUnit.MINUTES);
  }

  /** Sends the accumulators one block after the other, like a run. */
  private final class Folding extends AbstractBehavior<StudyRun.Command> {
    private final List<Tally> tallies;
    private final List<ActorRef<Accumulator.Command>> actors;
    private int left;

    Folding(ActorContext<StudyRun.Command> context, PreparedStudy study, List<Tally> tallies) {
      super(context);
      this.tallies = tallies;
      int channels = study.channels().size();
      int each = Math.min(channelsAnActor, channels);
      actors =
          IntStream.range(0, Math.ceilDiv(channels, each))
              .map(actor -> actor * each)
              .mapToObj(first -> accumulator(first, Math.min(each, channels - first), study))
              .toList();
    }

    private ActorRef<Accumulator.Command> accumulator(int first, int count, PreparedStudy study) {
      return getContext().spawnAnonymous(Accumulator.create(first, count, study));
    }

    @Override
    public Receive<StudyRun.Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(StudyRun.Stop.class, begin -> next(BLOCKS))
          .onMessage(StudyRun.Absorbed.class, absorbed -> next(left - 1))
          .build();
    }

    private Behavior<StudyRun.Command> next(int blocks) {
      left = blocks;
      if (blocks == 0) {
        folded.complete(BLOCKS);
        return this;
      }
      Tally tally = tallies.get(blocks % tallies.size());
      var absorb = new Accumulator.Absorb(new PendingBlocks(List.of(tally), actors.size(), run()));
      actors.forEach(actor -> actor.tell(absorb));
      return this;
    }

    private ActorRef<StudyRun.Command> run() {
      return getContext().getSelf();
    }
  }
}
