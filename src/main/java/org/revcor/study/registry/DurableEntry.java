package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyView;

/** The newest database entry of one study; saves changes. Only for the study's actor. */
final class DurableEntry {
  private static final String UNRECORDED = "paused while its record could not be written";

  private final ActorRef<StudyRecords.Command> database;
  private @Nullable StudyEntry entry;

  /** Whether the study was paused, and its record may not say so. */
  private boolean isUnrecorded;

  /**
   * @param entry entry in the database; null if it has none
   */
  DurableEntry(ActorRef<StudyRecords.Command> database, @Nullable StudyEntry entry) {
    this.database = database;
    this.entry = entry;
    this.isUnrecorded = isUnrecordedPause(entry);
  }

  /** Returns the first entry of a study. */
  static StudyEntry first(StudyView study, @Nullable String idempotencyKey) {
    return StudyEntry.submitted(
        study.id(),
        study.lifecycle().created(),
        study.setup().specification(),
        plan(study),
        idempotencyKey);
  }

  /** Returns the first entry of a study that waits in the queue. */
  static StudyEntry queued(StudyView study, @Nullable String idempotencyKey) {
    return first(study, idempotencyKey)
        .withState(study.setup().specification(), plan(study), StudyState.QUEUED, null, null, null);
  }

  /**
   * Returns whether an inactive study waits in the queue. It does not if it has run since its entry
   * was written: the database can be behind the run directory.
   */
  static boolean isQueued(@Nullable StudyEntry entry, StudyView study) {
    return entry != null
        && entry.state() == StudyState.QUEUED
        && entry.end() == study.lifecycle().end()
        && Objects.equals(entry.checkpoint(), checkpoint(study));
  }

  /**
   * Returns a study as a server lists it at its start: paused if its record says that it runs, but
   * {@link #saveUnrecordedPause} was called. The record is right if the study has run since.
   */
  static StudyView known(@Nullable StudyEntry entry, StudyView study) {
    boolean isPaused =
        !study.lifecycle().state().isInactive()
            && entry != null
            && isUnrecordedPause(entry)
            && trials(checkpoint(study)) <= trials(entry.checkpoint());
    return isPaused ? study.withState(StudyState.PAUSED) : study;
  }

  private static long trials(StudyEntry.@Nullable LastCheckpoint checkpoint) {
    return checkpoint == null ? 0 : checkpoint.trials();
  }

  /** Returns whether the record of a study may not say that it is paused. */
  static boolean isUnrecordedPause(@Nullable StudyEntry entry) {
    return entry != null && entry.state() == StudyState.PAUSED && entry.problem() != null;
  }

  /** Saves that a study is paused whose record says that it runs. */
  void saveUnrecordedPause(StudyView running) {
    isUnrecorded = true;
    save(running, StudyState.PAUSED);
  }

  /** Returns whether the record of the study may not say that it is paused. */
  boolean isUnrecorded() {
    return isUnrecorded;
  }

  /** Notes that the record of the study is written. */
  void recorded() {
    isUnrecorded = false;
  }

  private static StudyEntry.@Nullable LastCheckpoint checkpoint(StudyView study) {
    StudyView.CheckpointView last = study.storage().checkpoint();
    return last == null ? null : new StudyEntry.LastCheckpoint(last.digest(), last.trials());
  }

  private static JsonNode plan(StudyView study) {
    return Json.MAPPER.valueToTree(study.setup().plan());
  }

  /**
   * Saves the study if it changed.
   *
   * @param state state from which the next process continues
   */
  void save(StudyView study, StudyState state) {
    StudyEntry before = entry == null ? first(study, null) : entry;
    // a study that runs writes its record itself
    isUnrecorded &= state == StudyState.PAUSED || state == StudyState.QUEUED;
    boolean isMarked = isUnrecorded && state == StudyState.PAUSED;
    StudyEntry after =
        before.withState(
            study.setup().specification(),
            plan(study),
            state,
            study.lifecycle().end(),
            isMarked ? UNRECORDED : study.lifecycle().problem(),
            study.storage().checkpoint() == null ? before.checkpoint() : checkpoint(study));
    if (!after.equals(entry)) {
      save(after);
    }
  }

  /** Marks the study as being deleted, so that a restart completes the deletion. */
  void markDeleting() {
    if (entry != null) {
      save(entry.withDeleting());
    }
  }

  private void save(StudyEntry after) {
    entry = after;
    database.tell(new StudyRecords.Save(after));
  }
}
