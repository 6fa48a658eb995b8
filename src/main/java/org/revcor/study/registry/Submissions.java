package org.revcor.study.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.study.plan.Cause;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.Sweep;

/**
 * Handles requests to create studies. All studies of a request start, or none. A repeated request
 * with the same idempotency key returns the first study. Only for the studies' actor.
 */
final class Submissions {
  private final StudyCreation creation;
  private final StudyArchive archive;
  private final StudyEntries records;
  private final RunningStudies running;
  private final Consumer<Launcher.Launch> begin;
  private final Executor actor;
  private final Set<String> keysInUse = new HashSet<>();

  /**
   * @param begin starts a run
   * @param actor the studies' actor
   */
  Submissions(
      StudyCreation creation,
      StudyArchive archive,
      StudyEntries records,
      RunningStudies running,
      Consumer<Launcher.Launch> begin,
      Executor actor) {
    this.creation = creation;
    this.archive = archive;
    this.records = records;
    this.running = running;
    this.begin = begin;
    this.actor = actor;
  }

  /** Handles a request, and replies once its studies run or are rejected. */
  void submit(Studies.Submit submit) {
    String key = submit.idempotencyKey();
    Optional<StudyEntry> existing = key == null ? Optional.empty() : records.createdAs(key);
    try {
      running.requireOpen();
      if (existing.isPresent()) {
        submit.replyTo().tell(StatusReply.success(existing(submit.reader(), existing.get())));
        return;
      }
      running.requireCapacity();
      reserve(key);
    } catch (RevcorException refused) {
      submit.replyTo().tell(StatusReply.error(refused));
      return;
    }
    prepare(submit.reader(), key)
        .whenComplete(
            (submitted, failure) -> {
              keysInUse.remove(key);
              submit
                  .replyTo()
                  .tell(
                      failure == null
                          ? StatusReply.success(submitted)
                          : StatusReply.error(Cause.of(failure)));
            });
  }

  /** Returns the study that the same request created before. */
  private Studies.Submitted existing(Studies.Reader reader, StudyEntry entry) {
    Sweep requested = reader.read(study -> {});
    String specification = StudyFile.toJson(requested.studies().getFirst()).toString();
    if (!specification.equals(entry.specification().toString())) {
      throw new StudyConflictException(
          "Idempotency-Key was used to create study %s, which is different".formatted(entry.id()));
    }
    StudyView study =
        archive
            .get(entry.id())
            .orElseThrow(
                () ->
                    new StudyConflictException(
                        "Idempotency-Key was used to create study %s, which no longer exists"
                            .formatted(entry.id())));
    return new Studies.Submitted(List.of(study), List.of());
  }

  private void reserve(@Nullable String key) {
    if (key != null && !keysInUse.add(key)) {
      throw new StudyConflictException(
          "a request with the same Idempotency-Key is in progress; try again");
    }
  }

  private CompletionStage<Studies.Submitted> prepare(Studies.Reader reader, @Nullable String key) {
    running.reserve(1);
    return creation
        .prepare(reader)
        .handleAsync(
            (prepared, failure) -> {
              running.release(1);
              return failure == null
                  ? create(prepared, key)
                  : CompletableFuture.<Studies.Submitted>failedStage(failure);
            },
            actor)
        .thenCompose(created -> created);
  }

  private CompletionStage<Studies.Submitted> create(
      Launcher.Prepared prepared, @Nullable String key) {
    int requested = prepared.studies().size();
    running.requireCapacityFor(prepared.studies());
    running.reserve(requested);
    return creation
        .create(prepared.studies(), key)
        .handleAsync(
            (launches, failure) -> {
              running.release(requested);
              return failure == null
                  ? CompletableFuture.completedStage(
                      new Studies.Submitted(begin(launches, key), prepared.leftOut()))
                  : CompletableFuture.<Studies.Submitted>failedStage(failure);
            },
            actor)
        .thenCompose(started -> started);
  }

  private List<StudyView> begin(List<Launcher.Launch> launches, @Nullable String key) {
    List<StudyView> started = new ArrayList<>();
    for (Launcher.Launch launch : launches) {
      StudyView study = launch.status().view();
      records.put(StudyEntries.first(study, key));
      started.add(study);
      begin.accept(launch);
    }
    return started;
  }
}
