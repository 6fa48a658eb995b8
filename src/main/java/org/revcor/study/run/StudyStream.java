package org.revcor.study.run;

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
import org.revcor.inference.BlockTimer;
import org.revcor.inference.Job;
import org.revcor.inference.JobResult;
import org.revcor.inference.LanePool;
import org.revcor.inference.Stimulator;
import org.revcor.inference.StimulusBlock;
import org.revcor.study.plan.PreparedStudy;

/**
 * The stream of a study: plan, draw, infer and fold, until the fold ends it.
 *
 * <p>Each stage holds a bounded number of blocks and keeps their order. Demand propagates from the
 * accumulators back to the drawing, and results arrive in block order whatever lane computed them.
 */
final class StudyStream {
  /** The pool enforces deadlines and always replies; this only bounds a bug. */
  static final Duration BLOCK_TIMEOUT = Duration.ofDays(100);

  private static final long MAX_BYTES_AHEAD = 32L << 20;
  private static final int MAX_BLOCKS_AHEAD = 3;

  /** Thousands of trials that a GPU of a million trials a second takes during a pause of Java. */
  private static final int GPU_BLOCKS_AHEAD = 16;

  /** What such a GPU takes in 80 ms at 784 values per trial. */
  private static final long MAX_GPU_BYTES_AHEAD = 256L << 20;

  private final String id;
  private final PreparedStudy study;
  private final ActorRef<LanePool.Command> pool;
  private final Flow<Tally, Boolean, NotUsed> fold;
  private final Stimulator stimulator;
  private final Timer drawing;

  /**
   * @param fold takes the blocks in order, one at a time; reports whether the study continues
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
   * @param lanes number of lanes to keep busy
   * @param drawers executor that draws stimuli
   * @return completes when the fold ends the stream; fails with the cause if a block fails
   */
  CompletionStage<Done> run(long first, int lanes, Executor drawers, Materializer materializer) {
    return blocks(first)
        .mapAsync(blocksAhead(), block -> CompletableFuture.supplyAsync(() -> draw(block), drawers))
        .via(
            ActorFlow.<StimulusBlock, LanePool.Command, JobResult>askWithStatus(
                lanes + 2, pool, BLOCK_TIMEOUT, this::job))
        .map(this::tally)
        .via(fold)
        .takeWhile(continues -> continues)
        .runWith(Sink.ignore(), materializer);
  }

  private Source<Long, NotUsed> blocks(long first) {
    long last = study.blocks();
    return Source.unfold(
        first,
        block -> block < last ? Optional.of(Pair.create(block + 1, block)) : Optional.empty());
  }

  private int blocksAhead() {
    return blocksAhead(
        4L * study.rowValues() * study.plan().blockSize(),
        study.plan().platform().onGpus(),
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * Returns the number of blocks that are being drawn or waiting for a lane.
   *
   * <p>CPU lanes need the cores themselves, and few blocks keep them busy. A GPU leaves the cores
   * to the drawing, which may be slower than inference, so all cores draw.
   *
   * @param bytes size of a block
   * @param gpu whether lanes are GPUs
   * @param cores number of CPU cores
   */
  static int blocksAhead(long bytes, boolean gpu, int cores) {
    return gpu
        ? Math.clamp(MAX_GPU_BYTES_AHEAD / bytes, 1, Math.max(GPU_BLOCKS_AHEAD, cores))
        : Math.clamp(MAX_BYTES_AHEAD / bytes, 1, MAX_BLOCKS_AHEAD);
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
      case JobResult.Classified other ->
          throw new IllegalStateException("unexpected result of a block: " + other);
      case JobResult.Compared other ->
          throw new IllegalStateException("unexpected result of a block: " + other);
    };
  }
}
