package org.revcor.study;

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
import org.revcor.checkpoint.Checkpoint;
import org.revcor.estimate.MapView;
import org.revcor.lane.LanePool;
import org.revcor.record.EndReason;

/**
 * What follows the last block that is folded: the observer judges the maps, then all that a study
 * goes on from is written, then its results. What cannot be written is tried again until it can.
 * Used by the run's actor alone.
 */
public final class Closing {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** What the run goes through before it is closed. */
  sealed interface Step {
    /** The observer has judged the maps, or could not. */
    record Reviewed(@Nullable MapReview review, @Nullable Throwable failure) implements Step {}

    /** The sums that were written are there, with the channels that have no covariance. */
    record Read(@Nullable Sums sums, @Nullable Throwable failure) implements Step {}

    /** The results are written. */
    record Written(@Nullable Throwable failure) implements Step {}

    /** It is time to try again. */
    record Again() implements Step {}
  }

  /**
   * @param signed channels whose responses are no weights
   */
  record Sums(Checkpoint checkpoint, List<String> signed) {}

  private final ActorContext<StudyRun.Command> context;
  private final StudyStatus status;
  private final RunRecorder recorder;
  private final Accumulators accumulators;
  private final MapReviewer reviewer;
  private final Subscribers followers;
  private final ActorRef<LanePool.Command> pool;
  private final Executor blocking;
  private final Consumer<Consumer<Boolean>> checkpoint;
  private final Runnable closed;
  private Purpose purpose = Purpose.RESULTS;

  /** What is written of a run that folds no more. */
  public enum Purpose {
    /** It has ended: all results. */
    RESULTS,
    /** It is paused: its maps, and what it goes on from. */
    PAUSE,
    /** Its process ends and the next one goes on with it: only what it goes on from. */
    HANDOVER
  }

  /**
   * @param checkpoint takes a checkpoint of the block boundary at hand and tells whether it was
   *     written
   * @param closed runs when all is written
   */
  Closing(
      ActorContext<StudyRun.Command> context,
      StudyStatus status,
      RunRecorder recorder,
      Accumulators accumulators,
      MapReviewer reviewer,
      Subscribers followers,
      ActorRef<LanePool.Command> pool,
      Executor blocking,
      Consumer<Consumer<Boolean>> checkpoint,
      Runnable closed) {
    this.context = context;
    this.status = status;
    this.recorder = recorder;
    this.accumulators = accumulators;
    this.reviewer = reviewer;
    this.followers = followers;
    this.pool = pool;
    this.blocking = blocking;
    this.checkpoint = checkpoint;
    this.closed = closed;
  }

  /** Freezes the maps as they are, lets the observer judge them, and has the results written. */
  void end(EndReason reason) {
    status.end(reason);
    followers.hear(status.view());
    pool.tell(new LanePool.Forget(status.id()));
    accumulators.report(
        EnumSet.of(MapView.MAP),
        gathered -> {
          StudySnapshot snapshot = status.snapshot(gathered, true);
          followers.hearTheLast(snapshot);
          if (reason == EndReason.FAILURE) {
            write();
          } else {
            context.pipeToSelf(
                reviewer.review(snapshot.maps()),
                (review, failure) -> new StudyRun.Proceed(new Step.Reviewed(review, failure)));
          }
        });
  }

  /** Has written what the study goes on from. */
  void rest(Purpose why) {
    purpose = why;
    status.rest();
    pool.tell(new LanePool.Forget(status.id()));
    write();
  }

  void on(Step step) {
    switch (step) {
      case Step.Reviewed reviewed -> onReviewed(reviewed);
      case Step.Read read -> onRead(read);
      case Step.Written written -> onWritten(written);
      case Step.Again again -> write();
    }
  }

  private void onReviewed(Step.Reviewed reviewed) {
    if (reviewed.review() != null) {
      status.reviewed(reviewed.review());
    }
    if (reviewed.failure() != null) {
      status.warn(
          "the observer could not answer its own maps: " + Cause.message(reviewed.failure()));
    }
    pool.tell(new LanePool.Forget(status.id()));
    write();
  }

  private void write() {
    checkpoint.accept(
        written -> {
          if (!written) {
            tryAgain();
          } else if (purpose == Purpose.HANDOVER) {
            close();
          } else {
            context.pipeToSelf(
                CompletableFuture.supplyAsync(this::read, blocking),
                (sums, failure) -> new StudyRun.Proceed(new Step.Read(sums, failure)));
          }
        });
  }

  private void tryAgain() {
    followers.hear(status.view());
    context.scheduleOnce(RETRY, context.getSelf(), new StudyRun.Proceed(new Step.Again()));
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
      tryAgain();
      return;
    }
    if (!sums.signed().isEmpty() && purpose == Purpose.RESULTS) {
      status.warn(
          "no covariance of %s: some responses are below 0, so they are no weights of stimuli"
              .formatted(String.join(", ", sums.signed())));
    }
    accumulators.report(EnumSet.allOf(MapView.class), gathered -> write(gathered, sums));
  }

  private void write(Accumulators.Gathered gathered, Sums sums) {
    if (purpose == Purpose.PAUSE) {
      followers.hearTheLast(status.snapshot(gathered, true));
    }
    List<StudyMaps> views =
        Arrays.stream(MapView.values()).map(view -> status.maps(view, gathered)).toList();
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
                      : CovarianceFiles.of(study, gathered.trials(), sums.checkpoint());
              directory.writeFurther(further);
              summary.ifPresent(directory::writeSummary);
            },
            blocking),
        (done, failure) -> new StudyRun.Proceed(new Step.Written(failure)));
  }

  private void onWritten(Step.Written written) {
    if (written.failure() != null) {
      recorder.notWritten(RunRecorder.Part.RESULTS, written.failure());
      tryAgain();
      return;
    }
    recorder.written(RunRecorder.Part.RESULTS);
    close();
  }

  private void close() {
    switch (purpose) {
      case RESULTS -> status.close();
      case PAUSE -> status.pause();
      case HANDOVER -> {
        recorder.view();
        status.pause();
      }
    }
    if (purpose != Purpose.HANDOVER) {
      recorder.view();
    }
    closed.run();
  }
}
