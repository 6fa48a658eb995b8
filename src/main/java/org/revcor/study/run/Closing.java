package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.file.Checkpoint;
import org.revcor.inference.LanePool;
import org.revcor.study.plan.Cause;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.EndReason;
import org.revcor.study.results.CovarianceFiles;
import org.revcor.study.results.MapReview;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;

/**
 * Suspends or ends a run after its last block. The observer evaluates the maps, then the checkpoint
 * is written, then the results. Failed writes are retried until they succeed. Used only by the
 * run's actor.
 */
public final class Closing {
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  /** A step before the run is closed. */
  sealed interface Step {
    /** The observer has evaluated the maps, or has failed. */
    record Reviewed(@Nullable MapReview review, @Nullable Throwable failure) implements Step {}

    /** The checkpoint was read back, with the channels whose covariance is undefined. */
    record Read(@Nullable Sums sums, @Nullable Throwable failure) implements Step {}

    /** The results are written, or writing failed. */
    record Written(@Nullable Throwable failure) implements Step {}

    /** The retry interval has passed. */
    record Retry() implements Step {}
  }

  /**
   * @param signed channels with negative responses, which cannot weight stimuli
   */
  record Sums(Checkpoint checkpoint, List<String> signed) {}

  private final ActorContext<StudyRun.Command> context;
  private final StudyStatus status;
  private final RunRecorder recorder;
  private final Accumulators accumulators;
  private final MapReviewer reviewer;
  private final Subscribers subscribers;
  private final ActorRef<LanePool.Command> pool;
  private final Executor blocking;
  private final Consumer<Consumer<Boolean>> checkpoint;
  private final Runnable closed;
  private Purpose purpose = Purpose.RESULTS;

  /** What is written of a run that folds no more blocks. */
  public enum Purpose {
    /** The study has ended: all results. */
    RESULTS,
    /** The study is paused: its maps and a checkpoint. */
    PAUSE,
    /** The process ends and the next one resumes the study: a checkpoint only. */
    SUSPEND
  }

  /**
   * @param checkpoint takes a checkpoint of the current block boundary and reports whether it was
   *     written
   * @param closed runs when everything is written
   */
  Closing(
      ActorContext<StudyRun.Command> context,
      StudyStatus status,
      RunRecorder recorder,
      Accumulators accumulators,
      MapReviewer reviewer,
      Subscribers subscribers,
      ActorRef<LanePool.Command> pool,
      Executor blocking,
      Consumer<Consumer<Boolean>> checkpoint,
      Runnable closed) {
    this.context = context;
    this.status = status;
    this.recorder = recorder;
    this.accumulators = accumulators;
    this.reviewer = reviewer;
    this.subscribers = subscribers;
    this.pool = pool;
    this.blocking = blocking;
    this.checkpoint = checkpoint;
    this.closed = closed;
  }

  /** Ends the study: freezes its maps, lets the observer evaluate them, and writes the results. */
  void end(EndReason reason) {
    status.end(reason);
    subscribers.publish(status.view());
    pool.tell(new LanePool.Forget(status.id()));
    accumulators.report(
        EnumSet.of(MapView.MAP),
        reports -> {
          StudySnapshot snapshot = status.snapshot(reports, true);
          subscribers.publishFinal(snapshot);
          if (reason == EndReason.FAILURE) {
            write();
          } else {
            context.pipeToSelf(
                reviewer.review(snapshot.maps()),
                (review, failure) -> new StudyRun.Proceed(new Step.Reviewed(review, failure)));
          }
        });
  }

  /** Suspends the study and writes its checkpoint. */
  void suspend(Purpose why) {
    purpose = why;
    status.suspend();
    pool.tell(new LanePool.Forget(status.id()));
    write();
  }

  void on(Step step) {
    switch (step) {
      case Step.Reviewed reviewed -> onReviewed(reviewed);
      case Step.Read read -> onRead(read);
      case Step.Written written -> onWritten(written);
      case Step.Retry retry -> write();
    }
  }

  private void onReviewed(Step.Reviewed reviewed) {
    if (reviewed.review() != null) {
      status.reviewed(reviewed.review());
    }
    if (reviewed.failure() != null) {
      status.warn("the observer failed on its own maps: " + Cause.message(reviewed.failure()));
    }
    pool.tell(new LanePool.Forget(status.id()));
    write();
  }

  private void write() {
    checkpoint.accept(
        written -> {
          if (!written) {
            retryLater();
          } else if (purpose == Purpose.SUSPEND) {
            close();
          } else {
            context.pipeToSelf(
                CompletableFuture.supplyAsync(this::read, blocking),
                (sums, failure) -> new StudyRun.Proceed(new Step.Read(sums, failure)));
          }
        });
  }

  private void retryLater() {
    subscribers.publish(status.view());
    context.scheduleOnce(RETRY_INTERVAL, context.getSelf(), new StudyRun.Proceed(new Step.Retry()));
  }

  private Sums read() {
    try {
      Checkpoint sums = Checkpoint.of(recorder.directory().checkpoints().getFirst());
      return new Sums(sums, CovarianceFiles.signed(status.study(), sums));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onRead(Step.Read read) {
    Sums sums = read.sums();
    if (sums == null) {
      recorder.notWritten(
          RunRecorder.Part.RESULTS,
          read.failure() == null ? new IOException("no sums") : read.failure());
      retryLater();
      return;
    }
    if (!sums.signed().isEmpty() && purpose == Purpose.RESULTS) {
      status.warn(
          "covariance of %s is undefined: some responses are below 0 and cannot weight stimuli"
              .formatted(String.join(", ", sums.signed())));
    }
    accumulators.report(EnumSet.allOf(MapView.class), reports -> write(reports, sums));
  }

  private void write(Accumulators.ChannelReports reports, Sums sums) {
    if (purpose == Purpose.PAUSE) {
      subscribers.publishFinal(status.snapshot(reports, true));
    }
    List<StudyMaps> views =
        Arrays.stream(MapView.values()).map(view -> status.maps(view, reports)).toList();
    Optional<StudyView> summary =
        purpose == Purpose.RESULTS ? Optional.of(status.view()) : Optional.empty();
    PreparedStudy study = status.study();
    RunDirectory directory = recorder.directory();
    context.pipeToSelf(
        CompletableFuture.runAsync(
            () -> {
              directory.writeMaps(views);
              Map<String, byte[]> further =
                  summary.isEmpty()
                      ? Map.of()
                      : CovarianceFiles.of(study, reports.trials(), sums.checkpoint());
              directory.writeFurther(further);
              summary.ifPresent(directory::writeSummary);
            },
            blocking),
        (done, failure) -> new StudyRun.Proceed(new Step.Written(failure)));
  }

  private void onWritten(Step.Written written) {
    if (written.failure() != null) {
      recorder.notWritten(RunRecorder.Part.RESULTS, written.failure());
      retryLater();
      return;
    }
    recorder.written(RunRecorder.Part.RESULTS);
    close();
  }

  private void close() {
    switch (purpose) {
      case RESULTS -> status.close();
      case PAUSE -> status.pause();
      case SUSPEND -> {
        recorder.writeView();
        status.pause();
      }
    }
    if (purpose != Purpose.SUSPEND) {
      recorder.writeView();
    }
    closed.run();
  }
}
