package org.revcor.inference;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorFlow;
import org.revcor.estimate.Tally;
import org.revcor.file.Npy;
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LaneMetrics.BlockTimer;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.inference.StudyInference.LaneAccess;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.StimulusSequence;

/**
 * Inference by the lanes of this process. Blocks are drawn, processed by a pool, and emitted in the
 * order of their indices. A bounded number of blocks is in progress, so demand propagates from the
 * consumer back to the drawing. A stream fails if a block fails. In a server's inference process,
 * single blocks are requested, and their order is that of the server.
 */
public final class LaneInference implements StudyInference {
  /** Blocks that wait for a lane of a CPU. They have no stimuli yet, so they take no memory. */
  private static final int CPU_BLOCKS_AHEAD = 3;

  /** Thousands of trials that a GPU of a million trials a second takes during a pause of Java. */
  private static final int GPU_BLOCKS_AHEAD = 16;

  /** Memory of the blocks that such a GPU processes in 80 ms at 784 values per trial. */
  private static final long MAX_GPU_BYTES_AHEAD = 256L << 20;

  private final String id;
  private final Protocol protocol;
  private final NumericPlan plan;
  private final LaneAccess lanes;
  private final BlockDrawer drawer;
  private final int blocksAhead;

  public LaneInference(
      String id,
      StimulusSequence sequence,
      long seed,
      Protocol protocol,
      NumericPlan plan,
      LaneAccess lanes,
      MeterRegistry registry) {
    this.id = id;
    this.protocol = protocol;
    this.plan = plan;
    this.lanes = lanes;
    this.drawer = new BlockDrawer(sequence, seed, plan, BlockTimer.of(registry, "draw"));
    this.blocksAhead = blocksAhead(sequence.stimulus().rowValues(), plan);
  }

  @Override
  public Source<Tally, NotUsed> tallies(long first, long end) {
    return results(first, end, block -> new Job.Reduce(id, protocol, plan, drawer, block))
        .map(result -> ((JobResult.Reduced) result).tally());
  }

  /** The lanes of this process always can. */
  @Override
  public void reportAvailability(ActorRef<Availability> listener) {}

  @Override
  public void forget() {
    drawer.forget();
    lanes.pool().tell(new LanePool.Forget(id));
  }

  public CompletionStage<Tally> tally(long block) {
    return tally(block, new float[0]);
  }

  @Override
  public CompletionStage<Tally> tally(long block, float[] outputs) {
    return ask(new Job.Reduce(id, protocol, plan, drawer, block, outputs))
        .thenApply(result -> ((JobResult.Reduced) result).tally());
  }

  @Override
  public CompletionStage<byte[]> stimuli(long block) {
    ObserverDescription shape = protocol.observer().description();
    return ask(new Job.Render(id, protocol, plan, drawer, block))
        .thenApply(
            result ->
                Npy.floats(
                    ((JobResult.Rendered) result).images(),
                    plan.blockSize(),
                    shape.planes(),
                    shape.height(),
                    shape.width()));
  }

  private CompletionStage<JobResult> ask(Job job) {
    return ready(job.block())
        .thenCompose(
            ready ->
                AskPattern.askWithStatus(
                    lanes.pool(),
                    replyTo -> new LanePool.Submit(job, replyTo),
                    REPLY_TIMEOUT,
                    lanes.scheduler()));
  }

  /**
   * Returns a block that a lane can take. For a GPU it is drawn. A lane of a CPU draws it itself,
   * so that the stimuli are in the cache of its core.
   */
  private CompletionStage<Long> ready(long block) {
    return plan.platform().onGpus()
        ? CompletableFuture.supplyAsync(
            () -> {
              drawer.drawAhead(block);
              return block;
            },
            lanes.drawers())
        : CompletableFuture.completedStage(block);
  }

  private Source<JobResult, NotUsed> results(long first, long end, LongFunction<Job> job) {
    return Source.fromJavaStream(() -> LongStream.range(first, end).boxed())
        .mapAsync(blocksAhead, this::ready)
        .via(
            ActorFlow.<Long, LanePool.Command, JobResult>askWithStatus(
                lanes.count() + 2,
                lanes.pool(),
                REPLY_TIMEOUT,
                (block, replyTo) -> new LanePool.Submit(job.apply(block), replyTo)));
  }

  public static int blocksInProgress(int rowValues, NumericPlan plan, int lanes) {
    return lanes + 2 + blocksAhead(rowValues, plan);
  }

  private static int blocksAhead(int rowValues, NumericPlan plan) {
    return plan.platform().onGpus()
        ? blocksAhead(
            (long) Float.BYTES * rowValues * plan.blockSize(),
            Runtime.getRuntime().availableProcessors())
        : CPU_BLOCKS_AHEAD;
  }

  /**
   * Returns the number of blocks that are drawn ahead for a GPU. It leaves the cores to the
   * drawing, which may be slower than inference, so all cores draw.
   */
  static int blocksAhead(long bytes, int cores) {
    return Math.clamp(MAX_GPU_BYTES_AHEAD / bytes, 1, Math.max(GPU_BLOCKS_AHEAD, cores));
  }
}
