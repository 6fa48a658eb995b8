package org.revcor.study;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.revcor.estimate.Look;
import org.revcor.estimate.MapView;
import org.revcor.estimate.covariance.TriggeredMoments;

/**
 * Keeps a run's directory up to date. What is large is written aside, while the run folds on; what
 * cannot be written is a warning of the study, which goes on in memory. Used by the run's actor
 * alone.
 */
final class RunRecorder {
  private final RunDirectory directory;
  private final StudyStatus status;
  private final Duration checkpointInterval;
  private final Optional<Reference> reference;
  private final Executor blocking;
  private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
  private boolean saving;
  private long lastCheckpoint = System.nanoTime();

  RunRecorder(RunDirectory directory, StudyStatus status, RunSettings settings, Executor blocking) {
    this.directory = directory;
    this.status = status;
    this.checkpointInterval = settings.checkpointInterval();
    this.reference = settings.reference();
    this.blocking = blocking;
  }

  /** Writes the study's view. */
  void view() {
    try {
      directory.writeRecord(status.view());
    } catch (IOException e) {
      status.warn("the study's record could not be written: " + e.getMessage());
    }
  }

  /** What of the maps is wanted at a look. */
  Set<MapView> viewsAtLooks() {
    return reference.isPresent() ? EnumSet.of(MapView.MAP) : Set.of();
  }

  /**
   * Adds a look to the history, with the time that it took to get there, and to the correlations
   * with the reference.
   *
   * @param gathered with {@link #viewsAtLooks}
   */
  void look(Look look, Accumulators.Gathered gathered) {
    List<String> channels = status.study().channels();
    try {
      directory.append(look, channels, status.seconds());
      if (reference.isPresent()) {
        double[] correlations =
            reference.get().correlations(status.maps(MapView.MAP, gathered).maps());
        directory.append(reference.get(), look.trials(), channels, correlations);
      }
    } catch (IOException e) {
      status.warn("history could not be written: " + e.getMessage());
    }
  }

  /** Whether the last checkpoint is old enough, and written. */
  boolean checkpointDue() {
    return !saving && System.nanoTime() - lastCheckpoint >= checkpointInterval.toNanos();
  }

  /** A checkpoint is being taken; {@link #checkpointed} ends it. */
  void checkpointing() {
    saving = true;
    lastCheckpoint = System.nanoTime();
  }

  CompletionStage<Void> checkpoint(Checkpoint point) {
    return afterTheLast(() -> directory.writeCheckpoint(point));
  }

  void checkpointed(Optional<String> problem) {
    saving = false;
    problem.ifPresent(cause -> status.warn("a checkpoint could not be written: " + cause));
  }

  /**
   * Writes all results.
   *
   * @param gathered with all views
   * @param point kept if the study did not end by its own rules, so that it may go on
   */
  CompletionStage<Void> results(Accumulators.Gathered gathered, Checkpoint point) {
    List<StudyMaps> views =
        Arrays.stream(MapView.values()).map(view -> status.maps(view, gathered)).toList();
    warnOfSigned(point);
    StudyView view = status.view();
    Optional<Checkpoint> kept = status.complete() ? Optional.empty() : Optional.of(point);
    PreparedStudy study = status.study();
    return afterTheLast(
        () ->
            directory.writeResults(
                views, CovarianceFiles.of(study, gathered.trials(), point.channels()), view, kept));
  }

  private void warnOfSigned(Checkpoint point) {
    List<String> signed =
        status.study().covariance().map(PreparedCovariance::channels).orElseGet(List::of).stream()
            .filter(
                channel -> TriggeredMoments.isSigned(point.channels().get(channel).covariance()))
            .map(status.study().channels()::get)
            .toList();
    if (!signed.isEmpty()) {
      status.warn(
          "no covariance of %s: some responses are below 0, so they are no weights of stimuli"
              .formatted(String.join(", ", signed)));
    }
  }

  /** Writes in the order of the calls: a checkpoint that is late must not follow the results. */
  private CompletionStage<Void> afterTheLast(Runnable write) {
    writing = writing.handle((done, failure) -> null).thenRunAsync(write, blocking);
    return writing;
  }
}
