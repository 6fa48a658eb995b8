package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.revcor.file.CheckpointWriter;
import org.revcor.study.results.CheckpointHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the checkpoints of a run, one at a time.
 *
 * <p>Every accumulator writes its own sums before it absorbs the next block, so all sums are of one
 * block boundary and none is copied. Syncing to disk runs on another thread while the run
 * continues. Large checkpoints are taken less often, so that they take little of the run's time.
 * Used only by the run's actor.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  /** Least time from one checkpoint to the next, in durations of the first. */
  private static final int MIN_DURATIONS = 20;

  /** Limit of that, in intervals of the settings. */
  private static final int MAX_INTERVALS = 10;

  private final ActorContext<StudyRun.Command> context;
  private final Accumulators accumulators;
  private final RunWriter files;
  private final StudyStatus status;
  private final Duration interval;
  private final Executor blocking;
  private long last = System.nanoTime();
  private Duration pause;
  private boolean failed;
  private @Nullable CheckpointWriter writer;
  private @Nullable CheckpointHeader pending;

  Checkpoints(
      ActorContext<StudyRun.Command> context,
      Accumulators accumulators,
      RunWriter files,
      StudyStatus status,
      Duration interval,
      Executor blocking) {
    this.context = context;
    this.accumulators = accumulators;
    this.files = files;
    this.status = status;
    this.interval = interval;
    this.pause = interval;
    this.blocking = blocking;
  }

  static Duration pause(Duration interval, Duration lastTook) {
    Duration wanted = lastTook.multipliedBy(MIN_DURATIONS);
    Duration most = interval.multipliedBy(MAX_INTERVALS);
    return Collections.max(List.of(interval, Collections.min(List.of(wanted, most))));
  }

  /** Returns whether the last checkpoint is done and the pause after it is over. */
  boolean isDue() {
    Duration since = sinceLast();
    boolean old = since.compareTo(pause) >= 0;
    return pending == null && (old || (failed && since.compareTo(RETRY_INTERVAL) >= 0));
  }

  private Duration sinceLast() {
    return Duration.ofNanos(System.nanoTime() - last);
  }

  boolean isPending() {
    return pending != null;
  }

  /**
   * Takes a checkpoint of this block boundary; none may be pending. {@link StudyRun.Committed}
   * follows.
   */
  void take(CheckpointHeader header) {
    pending = header;
    last = System.nanoTime();
    Optional<CheckpointWriter> opened = files.checkpoint(header, accumulators.parts());
    if (opened.isPresent()) {
      writer = opened.get();
      accumulators.save(writer);
    } else {
      context.getSelf().tell(new StudyRun.Committed(null, null));
    }
  }

  void onSaved(StudyRun.Saved saved) {
    CheckpointWriter complete = Objects.requireNonNull(writer);
    writer = null;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> commit(complete, saved.problem()), blocking),
        StudyRun.Committed::new);
  }

  void abandon() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException left) {
        LOG.debug("the next run deletes the checkpoint", left);
      }
    }
  }

  private String commit(CheckpointWriter writer, Optional<String> problem) {
    if (problem.isEmpty()) {
      return files.commit(writer);
    }
    Uncheck.run(() -> writer.close());
    throw new UncheckedIOException(new IOException(problem.get()));
  }

  boolean onCommitted(StudyRun.Committed committed) {
    CheckpointHeader header = Objects.requireNonNull(pending);
    pending = null;
    pause = pause(interval, sinceLast());
    failed = committed.digest() == null;
    if (committed.digest() != null) {
      files.written(RunWriter.Part.CHECKPOINT);
      status.checkpointed(header.trials(), committed.digest());
    } else if (committed.failure() != null) {
      files.notWritten(RunWriter.Part.CHECKPOINT, committed.failure());
    }
    return !failed;
  }
}
