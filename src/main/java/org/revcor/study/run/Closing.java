package org.revcor.study.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.file.Checkpoint;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.CovarianceFiles;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.RegressionFiles;
import org.revcor.study.results.ResultFiles;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.ChannelReports.Purpose;
import org.revcor.study.run.StudyRun.Command;
import org.revcor.study.run.StudyRun.Suspend;

/**
 * A run after its last block. The checkpoint is written, then the results. Maps are reported by the
 * accumulators; covariance is computed from the checkpoint, which is read back for it. Failed
 * writes are retried until they succeed; that of the record, the last one, alone.
 *
 * <pre>
 * freezing ──► saving ──► reading ──► reporting ──► writing ──► closed
 *                ▲ └─────────┴──► retrying ◄───────────┘
 *                └───────────────────┘
 * </pre>
 *
 * <p>A suspended run begins with saving, after a checkpoint that is still being written. If the
 * server shuts down, it ends there.
 */
final class Closing {
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  /**
   * @param signed channels with negative responses, which cannot weight stimuli
   */
  record Sums(Checkpoint checkpoint, List<String> signed) {}

  private final RunContext run;
  private final long blocks;
  private final int met;
  private Optional<Suspend.Reason> suspension = Optional.empty();

  Closing(RunContext run, long blocks, int met) {
    this.run = run;
    this.blocks = blocks;
    this.met = met;
  }

  /** Ends the study: freezes its maps and writes the results. */
  Behavior<Command> end(EndReason reason) {
    run.status.end(reason);
    run.publish();
    run.inference.forget(); // ends blocks in progress
    run.accumulators.report(EnumSet.of(MapView.MAP), new Purpose.End());
    return Behaviors.receiveMessage(this::freezing);
  }

  Behavior<Command> suspend(Suspend.Reason reason) {
    suspension = Optional.of(reason);
    run.status.suspend();
    run.inference.forget();
    return save();
  }

  private Behavior<Command> freezing(Command command) {
    if (!(command instanceof StudyRun.Reported(Purpose.End end, ChannelReports reports))) {
      return run.anytime(command);
    }
    run.publishFinal(run.status.snapshot(reports, true));
    return save();
  }

  /** Takes the last checkpoint, after a pending one. */
  private Behavior<Command> save() {
    if (run.checkpoints.isPending()) {
      return Behaviors.receiveMessage(this::finishingEarlierCheckpoint);
    }
    run.checkpoints.take(run.header(blocks, met));
    return Behaviors.receiveMessage(this::saving);
  }

  private Behavior<Command> finishingEarlierCheckpoint(Command command) {
    Behavior<Command> next = run.anytime(command);
    return command instanceof StudyRun.Committed ? save() : next;
  }

  private Behavior<Command> saving(Command command) {
    if (!(command instanceof StudyRun.Committed committed)) {
      return run.anytime(command);
    }
    if (!run.checkpoints.onCommitted(committed)) {
      return retryLater(this::save);
    }
    if (isShutdown()) {
      return close();
    }
    run.context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> Uncheck.get(this::read), run.blocking()),
        StudyRun.SumsRead::new);
    return Behaviors.receiveMessage(this::reading);
  }

  private Sums read() throws IOException {
    Path newest =
        run.files.directory().checkpoints().stream()
            .findFirst()
            .orElseThrow(() -> new IOException("the checkpoint is missing"));
    Checkpoint sums = Checkpoint.of(newest);
    return new Sums(sums, CovarianceFiles.signed(run.study, sums));
  }

  private Behavior<Command> reading(Command command) {
    if (!(command instanceof StudyRun.SumsRead read)) {
      return run.anytime(command);
    }
    Sums sums = read.sums();
    if (sums == null) {
      return notWritten(read.failure());
    }
    if (!sums.signed().isEmpty() && suspension.isEmpty()) {
      run.status.warn(
          "covariance of %s is undefined: some responses are below 0 and cannot weight stimuli"
              .formatted(String.join(", ", sums.signed())));
    }
    run.accumulators.report(EnumSet.allOf(MapView.class), new Purpose.Results(sums.checkpoint()));
    return Behaviors.receiveMessage(this::reporting);
  }

  private Behavior<Command> reporting(Command command) {
    if (!(command instanceof StudyRun.Reported(Purpose.Results results, ChannelReports reports))) {
      return run.anytime(command);
    }
    if (suspension.isPresent()) {
      run.publishFinal(run.status.snapshot(reports, true));
    }
    List<StudyMaps> views =
        Arrays.stream(MapView.values()).map(view -> reports.maps(run.study, view)).toList();
    Optional<StudyView> summary =
        suspension.isEmpty() ? Optional.of(run.status.view()) : Optional.empty();
    run.context.pipeToSelf(
        CompletableFuture.runAsync(
            () -> Uncheck.run(() -> write(views, summary, reports.trials(), results.checkpoint())),
            run.blocking()),
        (done, failure) -> new StudyRun.Written(failure));
    return Behaviors.receiveMessage(this::writing);
  }

  private void write(
      List<StudyMaps> views, Optional<StudyView> summary, long trials, Checkpoint sums)
      throws IOException {
    ResultFiles files = run.files.directory().results();
    files.writeMaps(views);
    if (summary.isPresent()) {
      files.writeOthers(CovarianceFiles.of(run.study, trials, sums));
      files.writeOthers(RegressionFiles.of(run.study, sums));
      files.writeSummary(summary.get());
    }
  }

  private Behavior<Command> writing(Command command) {
    if (!(command instanceof StudyRun.Written written)) {
      return run.anytime(command);
    }
    if (written.failure() != null) {
      return notWritten(written.failure());
    }
    run.files.written(RunWriter.Part.RESULTS);
    return close();
  }

  /** Retries after a storage error. Any other failure would recur, so it ends the run. */
  private Behavior<Command> notWritten(@Nullable Throwable failure) {
    Throwable cause = failure == null ? new IOException("no sums") : failure;
    if (!isStorageError(cause)) {
      run.context.getLog().error("study {} has no results", run.status.id(), cause);
      return run.fail("its results cannot be computed (%s)".formatted(StageFailure.message(cause)));
    }
    run.files.notWritten(RunWriter.Part.RESULTS, cause);
    return retryLater(this::save);
  }

  private static boolean isStorageError(Throwable failure) {
    return failure instanceof IOException
        || (failure.getCause() != null && isStorageError(failure.getCause()));
  }

  private Behavior<Command> retryLater(Supplier<Behavior<Command>> failed) {
    run.publish();
    run.context.scheduleOnce(RETRY_INTERVAL, run.context.getSelf(), new StudyRun.Retry());
    return Behaviors.receiveMessage(
        command -> command instanceof StudyRun.Retry ? failed.get() : run.anytime(command));
  }

  private boolean isShutdown() {
    return suspension.equals(Optional.of(Suspend.Reason.SHUTDOWN));
  }

  private Behavior<Command> close() {
    if (isShutdown()) {
      // the record stays "running", so that the next server resumes the study
      run.files.writeRecord();
    }
    if (suspension.isPresent()) {
      run.status.pause();
    } else {
      run.status.close();
    }
    if (!isShutdown() && !run.files.writeRecord()) {
      // the next server would resume the study, so it has not ended yet
      run.status.reopen(suspension.isPresent() ? StudyState.RUNNING : StudyState.STOPPING);
      return retryLater(this::close);
    }
    run.publish();
    return Behaviors.receiveMessage(run::anytime);
  }
}
