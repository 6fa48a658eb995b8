package org.revcor.worker.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.revcor.estimate.Tally;
import org.revcor.inference.Availability;
import org.revcor.inference.BlockStream;
import org.revcor.inference.RoundedOutputs;
import org.revcor.inference.StudyInference;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.worker.ResultBytes;
import org.revcor.worker.StudyTask;
import org.revcor.worker.TaskKind;

/**
 * The lanes of the workers of a pool.
 *
 * @param count number of lanes in the server's own process
 * @param hasOthers whether workers of other machines can join
 */
public record PoolLanes(
    ActorRef<WorkerPool.Command> pool, int count, boolean hasOthers, Scheduler scheduler)
    implements Lanes {
  /** The pool always replies; this only bounds a bug. */
  private static final Duration TASK_TIMEOUT = Duration.ofDays(100);

  /** Memory for results that wait for those of earlier blocks. */
  private static final long MAX_RESULT_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private static final int MAX_BLOCKS = 256;

  @Override
  public StudyInference of(String id, PreparedStudy study) {
    int own = BlockStream.blocksInProgress(study.rowValues(), study.plan(), count);
    return new Inference(
        StudyTask.of(id, study),
        hasOthers
            ? Math.clamp(MAX_RESULT_BYTES / Capacity.tallyBytes(study), own, MAX_BLOCKS)
            : own);
  }

  private final class Inference implements StudyInference {
    private final StudyTask study;
    private final int blocksInProgress;

    /**
     * @param blocksInProgress number of blocks that are requested at a time
     */
    Inference(StudyTask study, int blocksInProgress) {
      this.study = study;
      this.blocksInProgress = blocksInProgress;
    }

    @Override
    public Source<Tally, NotUsed> tallies(long first, long end) {
      return results(first, end, TaskKind.SUMS, ResultBytes::tally);
    }

    @Override
    public Source<RoundedOutputs, NotUsed> comparisons(long blocks) {
      return results(0, blocks, TaskKind.ROUNDING, ResultBytes::rounding);
    }

    @Override
    public CompletionStage<float[][]> probabilities(float[] images) {
      return ask(TaskKind.PROBABILITIES, 0, ResultBytes.ofFloats(images))
          .thenApply(ResultBytes::rows);
    }

    @Override
    public void reportAvailability(ActorRef<Availability> listener) {
      pool.tell(new WorkerPool.ReportAvailability(study.id(), listener));
    }

    @Override
    public void forget() {
      pool.tell(new WorkerPool.Forget(study.id()));
    }

    private <T> Source<T, NotUsed> results(
        long first, long end, TaskKind kind, Function<byte[], T> decode) {
      return Source.unfold(
              first,
              block -> block < end ? Optional.of(Pair.create(block + 1, block)) : Optional.empty())
          .mapAsync(blocksInProgress, block -> ask(kind, block, new byte[0]).thenApply(decode));
    }

    private CompletionStage<byte[]> ask(TaskKind kind, long block, byte[] images) {
      return AskPattern.askWithStatus(
          pool,
          replyTo -> new WorkerPool.Submit(study, kind, block, images, replyTo),
          TASK_TIMEOUT,
          scheduler);
    }
  }
}
