package org.revcor.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Tally;
import org.revcor.inference.BlockStream;
import org.revcor.inference.Platform;
import org.revcor.inference.RoundedOutputs;
import org.revcor.inference.StudyInference;
import org.revcor.inference.calibration.Hardware;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.LanesUnavailableException;
import org.revcor.study.plan.PreparedStudy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes of an inference process. */
public final class ChildLanes implements Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(ChildLanes.class);

  /** The supervisor always replies; this only bounds a bug. */
  private static final Duration TASK_TIMEOUT = Duration.ofDays(100);

  private final ActorRef<InferenceProcess.Command> process;
  private final Scheduler scheduler;
  private final Duration startTimeout;
  private @Nullable CompletableFuture<Message.Ready> ready;

  /**
   * @param process its supervisor
   * @param startTimeout maximum time that a caller waits for the start of the process
   */
  public ChildLanes(
      ActorRef<InferenceProcess.Command> process, Scheduler scheduler, Duration startTimeout) {
    this.process = process;
    this.scheduler = scheduler;
    this.startTimeout = startTimeout;
  }

  /** {@inheritDoc} The first call starts the process. */
  @Override
  public CompletionStage<?> started() {
    return ready();
  }

  private synchronized CompletableFuture<Message.Ready> ready() {
    if (ready == null) {
      ready =
          AskPattern.ask(process, InferenceProcess.GetPlatform::new, TASK_TIMEOUT, scheduler)
              .toCompletableFuture();
    }
    return ready;
  }

  private Message.Ready await() {
    try {
      return ready().get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    } catch (ExecutionException | TimeoutException late) {
      throw unavailable(late);
    }
  }

  private LanesUnavailableException unavailable(Exception cause) {
    LOG.debug("the platform is unknown", cause);
    return new LanesUnavailableException(
        "the inference process has not started within %d s; the server's log has the cause"
            .formatted(startTimeout.toSeconds()));
  }

  /** Returns the hardware of the lanes, as {@link #platform}. */
  public Hardware hardware() {
    return await().hardware();
  }

  @Override
  public Platform platform() {
    return hardware().platform();
  }

  @Override
  public int count() {
    return await().lanes();
  }

  @Override
  public StudyInference of(String id, PreparedStudy study) {
    return new Inference(
        StudyTask.of(id, study),
        study.observer().description().name(),
        BlockStream.blocksInProgress(study.rowValues(), study.plan(), count()));
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
