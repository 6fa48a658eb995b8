package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyView;

/**
 * The newest entries of all studies; saves changes in the database. Only for the studies' actor.
 */
final class StudyEntries {
  private final ActorRef<StudyRecords.Command> records;
  private final ActorSystem<?> system;
  private final Map<String, StudyEntry> entries = new HashMap<>();
  private final Map<String, String> idsByKey = new HashMap<>();
  private final Set<String> gone = new HashSet<>();

  StudyEntries(ActorRef<StudyRecords.Command> records, ActorSystem<?> system) {
    this.records = records;
    this.system = system;
  }

  /** Adds an entry that the database contains. */
  void put(StudyEntry entry) {
    entries.put(entry.id(), entry);
    if (entry.idempotencyKey() != null) {
      idsByKey.put(entry.idempotencyKey(), entry.id());
    }
  }

  Optional<StudyEntry> get(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** Whether no known study, present or deleted, has this id. */
  boolean isUnused(String id) {
    return !entries.containsKey(id) && !gone.contains(id);
  }

  /** Returns the study that a request with this key created. */
  Optional<StudyEntry> createdAs(String idempotencyKey) {
    return Optional.ofNullable(idsByKey.get(idempotencyKey)).flatMap(this::get);
  }

  /** Returns the first entry of a study. */
  static StudyEntry first(StudyView study, @Nullable String idempotencyKey) {
    return StudyEntry.submitted(
        study.id(), study.created(), study.specification(), plan(study), idempotencyKey);
  }

  private static JsonNode plan(StudyView study) {
    return Json.MAPPER.valueToTree(study.plan());
  }

  /**
   * Saves a study if it changed.
   *
   * @param state state to save, from which the next process continues
   */
  void save(StudyView study, StudyState state) {
    StudyEntry before = get(study.id()).orElseGet(() -> first(study, null));
    StudyEntry entry =
        before.withState(
            study.specification(),
            plan(study),
            state,
            study.end(),
            study.problem(),
            study.checkpoint() == null
                ? before.checkpoint()
                : new StudyEntry.LastCheckpoint(
                    study.checkpoint().digest(), study.checkpoint().trials()));
    if (!entries.containsKey(entry.id()) || !entry.equals(before)) {
      put(entry);
      records.tell(new StudyRecords.Save(entry));
    }
  }

  /** Marks a study as being deleted, so that a restart completes the deletion. */
  void markDeleting(String id) {
    get(id)
        .map(StudyEntry::withDeleting)
        .ifPresent(
            entry -> {
              put(entry);
              records.tell(new StudyRecords.Save(entry));
            });
  }

  /** Removes the entry of a study whose run directory was deleted. */
  void remove(String id) {
    StudyEntry entry = entries.remove(id);
    if (entry != null && entry.idempotencyKey() != null) {
      idsByKey.remove(entry.idempotencyKey());
    }
    gone.add(id);
    records.tell(new StudyRecords.Remove(id, system.ignoreRef()));
  }
}
