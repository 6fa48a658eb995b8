package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.revcor.file.CheckpointWriter;
import org.revcor.study.results.CheckpointHeader;

/**
 * Takes the checkpoints of a run, one at a time.
 *
 * <p>Every accumulator writes its own sums before it absorbs the next block, so all sums are of one
 * block boundary and none is copied. Syncing to disk runs on another thread while the run
 * continues. Used only by the run's actor.
 */
final class Checkpoints {
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  private final ActorContext<StudyRun.Command> context;
  private final Accumulators accumulators;
  private final RunRecorder recorder;
  private final StudyStatus status;
  private final Duration interval;
  private final Executor blocking;
  private long last = System.nanoTime();
  private boolean failed;
  private @Nullable Pending pending;
  private @Nullable Runnable next;

  private record Pending(CheckpointHeader header, Consumer<Boolean> then) {}

  /**
   * @param interval minimum time between two checkpoints
   * @param blocking executor that syncs them
   */
  Checkpoints(
      ActorContext<StudyRun.Command> context,
      Accumulators accumulators,
      RunRecorder recorder,
      StudyStatus status,
      Duration interval,
      Executor blocking) {
    this.context = context;
    this.accumulators = accumulators;
    this.recorder = recorder;
    this.status = status;
    this.interval = interval;
    this.blocking = blocking;
  }

  /** Returns whether the last checkpoint is done and older than the interval. */
  boolean isDue() {
    Duration since = Duration.ofNanos(System.nanoTime() - last);
    boolean old = since.compareTo(interval) >= 0;
    return pending == null && (old || (failed && since.compareTo(RETRY_INTERVAL) >= 0));
  }

  /**
   * Takes a checkpoint of this block boundary, after the pending one.
   *
   * @param then receives whether it was written
   */
  void take(CheckpointHeader header, Consumer<Boolean> then) {
    if (pending != null) {
      next = () -> take(header, then);
      return;
    }
    pending = new Pending(header, then);
    last = System.nanoTime();
    Optional<CheckpointWriter> opened = recorder.checkpoint(header, accumulators.parts());
    if (opened.isEmpty()) {
      end(false);
      return;
    }
    CheckpointWriter writer = opened.get();
    accumulators.save(
        writer,
        problem ->
            context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> commit(writer, problem), blocking),
                StudyRun.Committed::new));
  }

  private String commit(CheckpointWriter writer, Optional<String> problem) {
    if (problem.isEmpty()) {
      return recorder.commit(writer);
    }
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new UncheckedIOException(new IOException(problem.get()));
  }

  void onCommitted(StudyRun.Committed committed) {
    if (pending == null) {
      return;
    }
    if (committed.digest() == null || committed.failure() != null) {
      recorder.notWritten(
          RunRecorder.Part.CHECKPOINT,
          committed.failure() == null ? new IOException("no digest") : committed.failure());
      end(false);
    } else {
      recorder.written(RunRecorder.Part.CHECKPOINT);
      status.checkpointed(pending.header().trials(), committed.digest());
      end(true);
    }
  }

  private void end(boolean written) {
    failed = !written;
    Pending ended = pending;
    pending = null;
    if (ended != null) {
      ended.then().accept(written);
    }
    Runnable following = next;
    next = null;
    if (following != null) {
      following.run();
    }
  }
}
