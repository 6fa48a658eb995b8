package org.revcor.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.revcor.checkpoint.CheckpointWriter;

/**
 * Takes the checkpoints of a run, one at a time.
 *
 * <p>Every accumulator writes its own sums before it absorbs the next block, so all are of one
 * block boundary without a copy of them. What takes long, waiting for the disk, is done aside while
 * the run folds on. Used by the run's actor alone.
 */
final class Checkpoints {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ActorContext<StudyRun.Command> context;
  private final Accumulators accumulators;
  private final RunRecorder recorder;
  private final StudyStatus status;
  private final Duration interval;
  private final Executor blocking;
  private long last = System.nanoTime();
  private boolean failed;
  private @Nullable Taking taking;
  private @Nullable Runnable next;

  private record Taking(CheckpointHeader header, Consumer<Boolean> then) {}

  /**
   * @param interval least time between two checkpoints
   * @param blocking where they are synced
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

  /** Whether the last one is old enough, and done. */
  boolean due() {
    Duration since = Duration.ofNanos(System.nanoTime() - last);
    boolean old = since.compareTo(interval) >= 0;
    return taking == null && (old || (failed && since.compareTo(RETRY) >= 0));
  }

  /**
   * Takes one of this block boundary, after the one that is being taken.
   *
   * @param then hears whether it was written
   */
  void take(CheckpointHeader header, Consumer<Boolean> then) {
    if (taking != null) {
      next = () -> take(header, then);
      return;
    }
    taking = new Taking(header, then);
    last = System.nanoTime();
    Optional<CheckpointWriter> begun = recorder.checkpoint(header, accumulators.parts());
    if (begun.isEmpty()) {
      end(false);
      return;
    }
    CheckpointWriter writer = begun.get();
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
    if (taking == null) {
      return;
    }
    if (committed.digest() == null || committed.failure() != null) {
      recorder.notWritten(
          RunRecorder.Part.CHECKPOINT,
          committed.failure() == null ? new IOException("no digest") : committed.failure());
      end(false);
    } else {
      recorder.written(RunRecorder.Part.CHECKPOINT);
      status.checkpointed(taking.header().trials(), committed.digest());
      end(true);
    }
  }

  private void end(boolean written) {
    failed = !written;
    Taking ended = taking;
    taking = null;
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
