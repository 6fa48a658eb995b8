package org.revcor.inference;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
 * order of their indices. Each stage holds a bounded number of blocks, so demand propagates from
 * the consumer back to the drawing. A stream fails if a block fails. In a server's inference
 * process, single blocks are requested, and their order is that of the server.
 */
public final class LaneInference implements StudyInference {
  private static final long MAX_BYTES_AHEAD = 32L << 20;
  private static final int MAX_BLOCKS_AHEAD = 3;

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
  private final Timer drawing;

  /**
   * @param id name of the study's queue in the pool
   */
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
    this.drawer = new BlockDrawer(sequence, seed, plan);
    this.blocksAhead = blocksAhead(sequence.stimulus().rowValues(), plan);
    this.drawing = BlockTimer.of(registry, "draw");
  }

  @Override
  public Source<Tally, NotUsed> tallies(long first, long end) {
    return results(first, end, stimuli -> new Job.Reduce(id, protocol, plan, stimuli))
        .map(result -> released((JobResult.Reduced) result));
  }

  @Override
  public Source<RoundedOutputs, NotUsed> comparisons(long blocks) {
    return results(0, blocks, stimuli -> new Job.Compare(id, protocol, plan, stimuli))
        .map(result -> released((JobResult.Compared) result));
  }

  @Override
  public CompletionStage<float[][]> probabilities(float[] images) {
    return ask(new Job.Classify(id, protocol.observer(), images))
        .thenApply(result -> ((JobResult.Classified) result).probabilities());
  }

  /** The lanes of this process always can. */
  @Override
  public void reportAvailability(ActorRef<Availability> listener) {}

  @Override
  public void forget() {
    lanes.pool().tell(new LanePool.Forget(id));
  }

  /** Returns the sums of a block of an observer that the lanes compute. */
  public CompletionStage<Tally> tally(long block) {
    return tally(block, new float[0]);
  }

  @Override
  public CompletionStage<Tally> tally(long block, float[] outputs) {
    return drawn(block)
        .thenCompose(stimuli -> ask(new Job.Reduce(id, protocol, plan, stimuli, outputs)))
        .thenApply(result -> released((JobResult.Reduced) result));
  }

  @Override
  public CompletionStage<byte[]> stimuli(long block) {
    ObserverDescription shape = protocol.observer().description();
    return drawn(block)
        .thenCompose(stimuli -> ask(new Job.Render(id, protocol, plan, stimuli)))
        .thenApply(
            result -> {
              JobResult.Rendered rendered = (JobResult.Rendered) result;
              drawer.release(rendered.stimuli());
              return Npy.floats(
                  rendered.images(),
                  plan.blockSize(),
                  shape.planes(),
                  shape.height(),
                  shape.width());
            });
  }

  /** Returns the differences between the observer's precision and float32 of a block. */
  public CompletionStage<RoundedOutputs> comparison(long block) {
    return drawn(block)
        .thenCompose(stimuli -> ask(new Job.Compare(id, protocol, plan, stimuli)))
        .thenApply(result -> released((JobResult.Compared) result));
  }

  private CompletionStage<JobResult> ask(Job job) {
    return AskPattern.askWithStatus(
        lanes.pool(),
        replyTo -> new LanePool.Submit(job, replyTo),
        REPLY_TIMEOUT,
        lanes.scheduler());
  }

  private CompletionStage<StimulusBlock> drawn(long block) {
    return CompletableFuture.supplyAsync(
        () -> drawing.record(() -> drawer.draw(block)), lanes.drawers());
  }

  private Source<JobResult, NotUsed> results(
      long first, long end, Function<StimulusBlock, Job> job) {
    return Source.fromJavaStream(() -> LongStream.range(first, end).boxed())
        .mapAsync(blocksAhead, this::drawn)
        .via(
            ActorFlow.<StimulusBlock, LanePool.Command, JobResult>askWithStatus(
                lanes.count() + 2,
                lanes.pool(),
                REPLY_TIMEOUT,
                (stimuli, replyTo) -> new LanePool.Submit(job.apply(stimuli), replyTo)));
  }

  private Tally released(JobResult.Reduced result) {
    drawer.release(result.stimuli());
    return result.tally();
  }

  private RoundedOutputs released(JobResult.Compared result) {
    drawer.release(result.stimuli());
    return result.outputs();
  }

  /**
   * Returns the number of blocks that are being drawn, waiting for a lane or on a lane.
   *
   * @param rowValues values of a row
   * @param lanes number of lanes to keep busy
   */
  public static int blocksInProgress(int rowValues, NumericPlan plan, int lanes) {
    return lanes + 2 + blocksAhead(rowValues, plan);
  }

  private static int blocksAhead(int rowValues, NumericPlan plan) {
    return blocksAhead(
        (long) Float.BYTES * rowValues * plan.blockSize(),
        plan.platform().onGpus(),
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
}
