package org.revcor.studies;

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
import org.revcor.record.StudyEntry;
import org.revcor.specification.StudyFile;
import org.revcor.specification.Sweep;
import org.revcor.study.Cause;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyView;

/**
 * Requests to create studies, until all that one asks for have begun, or none will. A second
 * request of the same name creates nothing, and is told of the study of the first. Used by the
 * studies' actor alone.
 */
final class Submissions {
  private final StudyCreation creation;
  private final StudyArchive archive;
  private final RecordKeeping records;
  private final RunningStudies running;
  private final Consumer<Launcher.Launch> begin;
  private final Executor actor;
  private final Set<String> keysInUse = new HashSet<>();

  /**
   * @param begin has a new study run
   * @param actor the studies' actor
   */
  Submissions(
      StudyCreation creation,
      StudyArchive archive,
      RecordKeeping records,
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

  /** Answers a request, now or when its studies have begun. */
  void take(Studies.Submit submit) {
    String key = submit.idempotencyKey();
    Optional<StudyEntry> before = key == null ? Optional.empty() : records.createdAs(key);
    try {
      running.requireOpen();
      if (before.isPresent()) {
        submit.replyTo().tell(StatusReply.success(again(submit.reading(), before.get())));
        return;
      }
      running.requireRoom();
      use(key);
    } catch (RevcorException refused) {
      submit.replyTo().tell(StatusReply.error(refused));
      return;
    }
    prepare(submit.reading(), key)
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

  /** What a request has created that is made a second time. */
  private Studies.Submitted again(Studies.Reading reading, StudyEntry entry) {
    Sweep asked = reading.read(study -> {});
    String specification = StudyFile.toJson(asked.studies().getFirst()).toString();
    if (!specification.equals(entry.specification().toString())) {
      throw new StudyConflictException(
          "study %s was created with the same Idempotency-Key, and is another"
              .formatted(entry.id()));
    }
    StudyView study =
        archive
            .get(entry.id())
            .orElseThrow(
                () ->
                    new StudyConflictException(
                        "study %s was created with the same Idempotency-Key, and is gone"
                            .formatted(entry.id())));
    return new Studies.Submitted(List.of(study), List.of());
  }

  private void use(@Nullable String key) {
    if (key != null && !keysInUse.add(key)) {
      throw new StudyConflictException(
          "a request of the same Idempotency-Key is being answered; ask again");
    }
  }

  private CompletionStage<Studies.Submitted> prepare(
      Studies.Reading reading, @Nullable String key) {
    running.creating(1);
    return creation
        .prepare(reading)
        .handleAsync(
            (prepared, failure) -> {
              running.created(1);
              return failure == null
                  ? create(prepared, key)
                  : CompletableFuture.<Studies.Submitted>failedStage(failure);
            },
            actor)
        .thenCompose(created -> created);
  }

  private CompletionStage<Studies.Submitted> create(
      Launcher.Prepared prepared, @Nullable String key) {
    int asked = prepared.studies().size();
    running.requireRoomFor(prepared.studies());
    running.creating(asked);
    return creation
        .create(prepared.studies(), key)
        .handleAsync(
            (launches, failure) -> {
              running.created(asked);
              return failure == null
                  ? CompletableFuture.completedStage(
                      new Studies.Submitted(begin(launches, key), prepared.leftOut()))
                  : CompletableFuture.<Studies.Submitted>failedStage(failure);
            },
            actor)
        .thenCompose(begun -> begun);
  }

  private List<StudyView> begin(List<Launcher.Launch> launches, @Nullable String key) {
    List<StudyView> begun = new ArrayList<>();
    for (Launcher.Launch launch : launches) {
      StudyView study = launch.status().view();
      records.has(RecordKeeping.first(study, key));
      begun.add(study);
      begin.accept(launch);
    }
    return begun;
  }
}
