package org.revcor.worker.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneInference;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.InferenceProcess.ProcessLanes;
import org.revcor.worker.ResultBytes;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.revcor.worker.Task.TaskKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class PoolLanes implements Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(PoolLanes.class);

  /** Memory for results that wait for those of earlier blocks. */
  private static final long MAX_RESULT_BYTES = 16L << 20;

  private static final int MAX_BLOCKS = 256;

  private final ActorRef<WorkerPool.Command> pool;
  private final Optional<LocalWorker> local;
  private final boolean isCluster;
  private final Scheduler scheduler;
  private final Duration startTimeout;
  private @Nullable CompletableFuture<ProcessLanes> ownLanes;

  /**
   * @param local the worker of the server's process; empty if there is none
   * @param isCluster whether workers of other machines can join
   */
  public PoolLanes(
      ActorRef<WorkerPool.Command> pool,
      Optional<LocalWorker> local,
      boolean isCluster,
      Scheduler scheduler,
      Duration startTimeout) {
    this.pool = pool;
    this.local = local;
    this.isCluster = isCluster;
    this.scheduler = scheduler;
    this.startTimeout = startTimeout;
  }

  /**
   * {@inheritDoc} The first call starts the lanes of this server. A server without any is not
   * waited for: its studies wait for a worker.
   */
  @Override
  public CompletionStage<?> started() {
    return local.map(this::ownLanes).orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private synchronized CompletableFuture<ProcessLanes> ownLanes(LocalWorker worker) {
    if (ownLanes == null) {
      worker.worker().tell(new Worker.Start());
      ownLanes =
          AskPattern.ask(
                  worker.process(),
                  InferenceProcess.GetLanes::new,
                  StudyInference.REPLY_TIMEOUT,
                  scheduler)
              .toCompletableFuture();
    }
    return ownLanes;
  }

  private Optional<WorkerCard> workerOfOthers() {
    CompletableFuture<WorkerPool.Workers> known =
        AskPattern.ask(pool, WorkerPool.GetWorkers::new, StudyInference.REPLY_TIMEOUT, scheduler)
            .toCompletableFuture();
    return await(known).workers().stream()
        .filter(worker -> worker.state() == WorkerView.State.READY)
        .map(WorkerView::card)
        .findFirst();
  }

  private <T> T await(CompletableFuture<T> reply) {
    try {
      return reply.get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    } catch (ExecutionException | TimeoutException late) {
      throw unavailable(late);
    }
  }

  private RefusedException unavailable(Exception cause) {
    LOG.debug("the platform is unknown", cause);
    return RefusedException.unavailable(
        "the inference process has not started within %d s; the server's log has the cause"
            .formatted(startTimeout.toSeconds()));
  }

  @Override
  public boolean exist() {
    return local.isPresent() || workerOfOthers().isPresent();
  }

  /** {@inheritDoc} It is that of the server's lanes; without some, of a worker that has joined. */
  @Override
  public Platform platform() {
    return local
        .map(worker -> await(ownLanes(worker)).hardware().platform())
        .or(() -> workerOfOthers().map(WorkerCard::platform))
        .orElseThrow(() -> RefusedException.unavailable(PoolWorkers.NO_WORKER));
  }

  @Override
  public Platform platformFor(NumericPlan earlier) {
    return isCluster ? earlier.platform() : platform();
  }

  @Override
  public int count() {
    return local
        .map(worker -> await(ownLanes(worker)).count())
        .or(() -> workerOfOthers().map(WorkerCard::lanes))
        .orElse(1);
  }

  @Override
  public StudyInference of(String id, PreparedStudy study) {
    int minBlocks = LaneInference.blocksInProgress(study.rowValues(), study.plan(), count());
    return new Inference(
        StudyDescription.of(id, study),
        isCluster
            ? (int)
                Math.max(
                    minBlocks, Math.min(MAX_RESULT_BYTES / Capacity.tallyBytes(study), MAX_BLOCKS))
            : minBlocks);
  }

  private final class Inference implements StudyInference {
    private final StudyDescription study;
    private final int blocksInProgress;

    Inference(StudyDescription study, int blocksInProgress) {
      this.study = study;
      this.blocksInProgress = blocksInProgress;
    }

    @Override
    public Source<Tally, NotUsed> tallies(long first, long end) {
      return results(first, end, TaskKind.SUMS, ResultBytes::tally);
    }

    @Override
    public CompletionStage<Tally> tally(long block, float[] outputs) {
      return ask(TaskKind.SUMS_OF_OUTPUTS, block, ResultBytes.ofFloats(outputs))
          .thenApply(ResultBytes::tally);
    }

    @Override
    public CompletionStage<byte[]> stimuli(long block) {
      return ask(TaskKind.STIMULI, block, new byte[0]);
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
      return Source.fromJavaStream(() -> LongStream.range(first, end).boxed())
          .mapAsync(blocksInProgress, block -> ask(kind, block, new byte[0]).thenApply(decode));
    }

    private CompletionStage<byte[]> ask(TaskKind kind, long block, byte[] input) {
      return AskPattern.askWithStatus(
          pool,
          replyTo -> new WorkerPool.Submit(Task.of(study, kind, block, input, replyTo)),
          StudyInference.REPLY_TIMEOUT,
          scheduler);
    }
  }

  /** The lanes in the server's own machine. */
  public record LocalWorker(
      ActorRef<InferenceProcess.Command> process, ActorRef<Worker.Command> worker) {}
}
