package org.revcor.worker;

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
import org.revcor.inference.BlockStream;
import org.revcor.inference.RoundedOutputs;
import org.revcor.inference.StudyInference;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;

/**
 * The lanes of an inference process.
 *
 * @param process its supervisor
 * @param count number of lanes
 */
public record ChildLanes(ActorRef<InferenceProcess.Command> process, int count, Scheduler scheduler)
    implements Lanes {
  /** The supervisor always replies; this only bounds a bug. */
  private static final Duration TASK_TIMEOUT = Duration.ofDays(100);

  @Override
  public StudyInference of(String id, PreparedStudy study) {
    return new Inference(
        StudyTask.of(id, study),
        study.observer().description().name(),
        BlockStream.blocksInProgress(study.rowValues(), study.plan(), count));
  }

  private final class Inference implements StudyInference {
    private final StudyTask study;
    private final String observer;
    private final int blocksInProgress;

    /**
     * @param blocksInProgress number of blocks that are drawn or computed at a time
     */
    Inference(StudyTask study, String observer, int blocksInProgress) {
      this.study = study;
      this.observer = observer;
      this.blocksInProgress = blocksInProgress;
    }

    @Override
    public Source<Tally, NotUsed> tallies(long first, long end) {
      return results(first, end, Task.Kind.SUMS, ResultBytes::tally);
    }

    @Override
    public Source<RoundedOutputs, NotUsed> comparisons(long blocks) {
      return results(0, blocks, Task.Kind.ROUNDING, ResultBytes::rounding);
    }

    @Override
    public CompletionStage<float[][]> probabilities(float[] images) {
      return ask(Task.Kind.PROBABILITIES, 0, ResultBytes.ofFloats(images))
          .thenApply(ResultBytes::rows);
    }

    @Override
    public void forget() {
      process.tell(new InferenceProcess.Forget(study.id()));
    }

    private <T> Source<T, NotUsed> results(
        long first, long end, Task.Kind kind, Function<byte[], T> decode) {
      return Source.unfold(
              first,
              block -> block < end ? Optional.of(Pair.create(block + 1, block)) : Optional.empty())
          .mapAsync(blocksInProgress, block -> ask(kind, block, new byte[0]).thenApply(decode));
    }

    private CompletionStage<byte[]> ask(Task.Kind kind, long block, byte[] images) {
      return AskPattern.askWithStatus(
          process,
          replyTo -> new InferenceProcess.Submit(study, observer, kind, block, images, replyTo),
          TASK_TIMEOUT,
          scheduler);
    }
  }
}
