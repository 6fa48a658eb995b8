package org.revcor.study;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorFlow;
import org.revcor.estimate.Tally;
import org.revcor.lane.BlockTimer;
import org.revcor.lane.Job;
import org.revcor.lane.JobResult;
import org.revcor.lane.LanePool;
import org.revcor.lane.Stimulator;
import org.revcor.lane.StimulusBlock;

/**
 * The stream of a study: plan, stimulate, infer, fold, until the fold says that it is over.
 *
 * <p>Each stage holds a bounded number of blocks and keeps their order, so demand runs from the
 * accumulators back to the drawing, and results reach the accumulators in block order whatever lane
 * they come from.
 */
final class StudyStream {
  /** The pool watches over deadlines and always replies; this only bounds a bug. */
  static final Duration BLOCK_TIMEOUT = Duration.ofDays(100);

  private static final long BYTES_AHEAD = 32L << 20;
  private static final int BLOCKS_AHEAD = 3;

  /** As many thousands of trials as a GPU of a million a second takes while Java pauses. */
  private static final int BLOCKS_AHEAD_OF_A_GPU = 16;

  /** What such a GPU takes of 784 values each in 80 ms. */
  private static final long BYTES_AHEAD_OF_A_GPU = 256L << 20;

  private final String id;
  private final PreparedStudy study;
  private final ActorRef<LanePool.Command> pool;
  private final Flow<Tally, Boolean, NotUsed> fold;
  private final Stimulator stimulator;
  private final Timer drawing;

  /**
   * @param fold takes the blocks, in their order and one at a time; tells whether the study goes on
   */
  StudyStream(
      String id,
      PreparedStudy study,
      ActorRef<LanePool.Command> pool,
      Flow<Tally, Boolean, NotUsed> fold,
      MeterRegistry registry) {
    this.id = id;
    this.study = study;
    this.pool = pool;
    this.fold = fold;
    this.stimulator =
        new Stimulator(study.stimulus().sequence(), study.specification().seed(), study.plan());
    this.drawing = BlockTimer.of(registry, "draw");
  }

  /**
   * Runs the stream.
   *
   * @param first index of the first block
   * @param lanes lanes to keep busy
   * @param drawers where stimuli are drawn
   * @return completes when the fold has ended it; fails with the cause if a block cannot be done
   */
  CompletionStage<Done> run(long first, int lanes, Executor drawers, Materializer materializer) {
    return blocks(first)
        .mapAsync(ahead(), block -> CompletableFuture.supplyAsync(() -> draw(block), drawers))
        .via(
            ActorFlow.<StimulusBlock, LanePool.Command, JobResult>askWithStatus(
                lanes + 2, pool, BLOCK_TIMEOUT, this::job))
        .map(this::tally)
        .via(fold)
        .takeWhile(goesOn -> goesOn)
        .runWith(Sink.ignore(), materializer);
  }

  private Source<Long, NotUsed> blocks(long first) {
    long last = study.blocks();
    return Source.unfold(
        first,
        block -> block < last ? Optional.of(Pair.create(block + 1, block)) : Optional.empty());
  }

  private int ahead() {
    return ahead(
        4L * study.rowValues() * study.plan().blockSize(),
        study.plan().platform().onGpus(),
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * Blocks that are drawn at once, or drawn already and wait.
   *
   * <p>Lanes of the processor need its cores themselves, and draw level with few blocks. A GPU
   * leaves the cores to the drawing, which may be slower than its answers, so all of them draw.
   *
   * @param bytes of a block
   * @param gpu whether GPUs answer
   * @param cores of the processor
   */
  static int ahead(long bytes, boolean gpu, int cores) {
    return gpu
        ? Math.clamp(BYTES_AHEAD_OF_A_GPU / bytes, 1, Math.max(BLOCKS_AHEAD_OF_A_GPU, cores))
        : Math.clamp(BYTES_AHEAD / bytes, 1, BLOCKS_AHEAD);
  }

  private StimulusBlock draw(long block) {
    return drawing.record(() -> stimulator.draw(block));
  }

  private LanePool.Submit job(StimulusBlock stimuli, ActorRef<StatusReply<JobResult>> replyTo) {
    return new LanePool.Submit(
        new Job.Reduce(id, study.protocol(), study.plan(), stimuli), replyTo);
  }

  private Tally tally(JobResult result) {
    return switch (result) {
      case JobResult.Reduced reduced -> {
        stimulator.release(reduced.stimuli());
        yield reduced.tally();
      }
      case JobResult.Answered other ->
          throw new IllegalStateException("a block was answered by " + other);
      case JobResult.Compared other ->
          throw new IllegalStateException("a block was answered by " + other);
    };
  }
}
