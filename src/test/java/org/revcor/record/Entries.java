package org.revcor.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Entries of made-up studies. */
final class Entries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Entries() {}

  static StudyEntry submitted(String id) {
    ObjectNode specification = JSON.createObjectNode();
    specification.putObject("study").put("name", "Ω " + id).put("seed", 42).put("alpha", 0.1);
    return StudyEntry.submitted(id, "2026-01-01T00:00:00Z", specification, "key-" + id);
  }

  static StudyEntry running(String id, long trials) {
    return submitted(id)
        .planned(JSON.createObjectNode().put("blockSize", 1000))
        .in(StudyState.RUNNING)
        .at(new StudyEntry.LastCheckpoint("sha256:%064x".formatted(trials), trials));
  }
}
