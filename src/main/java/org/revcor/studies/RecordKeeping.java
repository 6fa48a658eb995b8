package org.revcor.studies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.revcor.Json;
import org.revcor.record.StudyEntry;
import org.revcor.record.StudyRecords;
import org.revcor.record.StudyState;
import org.revcor.study.StudyView;

/** Has the database keep what becomes of the studies. Used by the studies' actor alone. */
final class RecordKeeping {
  private final ActorRef<StudyRecords.Command> records;
  private final ActorSystem<?> system;
  private final Map<String, StudyEntry> entries = new HashMap<>();
  private final Map<String, String> idsByKey = new HashMap<>();
  private final Set<String> gone = new HashSet<>();

  RecordKeeping(ActorRef<StudyRecords.Command> records, ActorSystem<?> system) {
    this.records = records;
    this.system = system;
  }

  /** An entry that the database has. */
  void has(StudyEntry entry) {
    entries.put(entry.id(), entry);
    if (entry.idempotencyKey() != null) {
      idsByKey.put(entry.idempotencyKey(), entry.id());
    }
  }

  Optional<StudyEntry> get(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** Whether no study was ever called so, as far as is known here. */
  boolean isUnused(String id) {
    return !entries.containsKey(id) && !gone.contains(id);
  }

  /** The study that was created by a request of this name. */
  Optional<StudyEntry> createdAs(String idempotencyKey) {
    return Optional.ofNullable(idsByKey.get(idempotencyKey)).flatMap(this::get);
  }

  /** The first entry of a study. */
  static StudyEntry first(StudyView study, @Nullable String idempotencyKey) {
    return StudyEntry.submitted(
        study.id(), study.created(), study.specification(), plan(study), idempotencyKey);
  }

  private static JsonNode plan(StudyView study) {
    return Json.MAPPER.valueToTree(study.plan());
  }

  /**
   * Keeps what has changed of a study.
   *
   * @param state of the study, as the next process is to find it
   */
  void keep(StudyView study, StudyState state) {
    StudyEntry before = get(study.id()).orElseGet(() -> first(study, null));
    StudyEntry now =
        before.become(
            study.specification(),
            plan(study),
            state,
            study.end(),
            study.problem(),
            study.checkpoint() == null
                ? before.checkpoint()
                : new StudyEntry.LastCheckpoint(
                    study.checkpoint().digest(), study.checkpoint().trials()));
    if (!entries.containsKey(now.id()) || !now.equals(before)) {
      has(now);
      records.tell(new StudyRecords.Keep(now));
    }
  }

  /** Keeps that a study is about to go, so that it goes even if its folder stays behind. */
  void deleting(String id) {
    get(id)
        .map(StudyEntry::toBeDeleted)
        .ifPresent(
            entry -> {
              has(entry);
              records.tell(new StudyRecords.Keep(entry));
            });
  }

  /** Forgets a study whose folder has gone. */
  void deleted(String id) {
    StudyEntry entry = entries.remove(id);
    if (entry != null && entry.idempotencyKey() != null) {
      idsByKey.remove(entry.idempotencyKey());
    }
    gone.add(id);
    records.tell(new StudyRecords.Remove(id, system.ignoreRef()));
  }
}
