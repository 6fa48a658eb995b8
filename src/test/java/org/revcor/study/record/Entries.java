package org.revcor.study.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Test entries. */
final class Entries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Entries() {}

  static StudyEntry submitted(String id) {
    ObjectNode specification = JSON.createObjectNode();
    specification.putObject("study").put("name", "Ω " + id).put("seed", 42).put("alpha", 0.1);
    return StudyEntry.submitted(id, "2026-01-01T00:00:00Z", specification, null, "key-" + id);
  }

  static StudyEntry running(String id, long trials) {
    return in(StudyState.RUNNING, id, trials, null, null);
  }

  static StudyEntry paused(String id, long trials) {
    return in(StudyState.PAUSED, id, trials, null, null);
  }

  static StudyEntry finished(String id, long trials) {
    return in(StudyState.FINISHED, id, trials, EndReason.MAX_TRIALS, null);
  }

  static StudyEntry failed(String id, long trials, String problem) {
    return in(StudyState.FAILED, id, trials, EndReason.FAILURE, problem);
  }

  private static StudyEntry in(
      StudyState state, String id, long trials, @Nullable EndReason end, @Nullable String problem) {
    StudyEntry submitted = submitted(id);
    return submitted.withState(
        submitted.specification(),
        JSON.createObjectNode().put("blockSize", 1000),
        state,
        end,
        problem,
        new StudyEntry.LastCheckpoint("sha256:%064x".formatted(trials), trials));
  }
}
