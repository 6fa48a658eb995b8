package org.revcor.study.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StudyEntrySerializerTest {
  private final StudyEntrySerializer serializer = new StudyEntrySerializer();

  @Test
  void theFormatIsThatOfOldDatabases() {
    StudyEntry entry = Entries.finished("a", 1000);
    String json =
        """
        {"id":"a","created":"2026-01-01T00:00:00Z",\
        "specification":{"study":{"name":"Ω a","seed":42,"alpha":0.1}},"plan":{"blockSize":1000},\
        "state":"finished","end":"max-trials","problem":null,\
        "checkpoint":{"digest":"sha256:%064x","trials":1000},"idempotencyKey":"key-a","deleting":false}\
        """
            .formatted(1000);

    assertThat(serializer.identifier()).isEqualTo(1_820_642_183);
    assertThat(serializer.manifest(entry)).isEqualTo("study/1");
    assertThat(new String(serializer.toBinary(entry), StandardCharsets.UTF_8)).isEqualTo(json);
    assertThat(serializer.fromBinary(json.getBytes(StandardCharsets.UTF_8), "study/1"))
        .isEqualTo(entry);
  }

  @Test
  void queuedEntriesHaveAFormatThatEarlierVersionsRefuse() {
    StudyEntry queued =
        Entries.submitted("a")
            .withState(
                Entries.submitted("a").specification(), null, StudyState.QUEUED, null, null, null);

    assertThat(serializer.manifest(queued)).isEqualTo("study/2");
    assertThat(serializer.fromBinary(serializer.toBinary(queued), "study/2")).isEqualTo(queued);
  }

  @Test
  void otherFormatsAndDamageBecomeUnreadableEntries() {
    assertThat(serializer.fromBinary(new byte[0], "study/3"))
        .isEqualTo(
            new Stored.Unreadable(
                "has the format study/3, but this Revcor reads study/1 and study/2; a newer Revcor"
                    + " wrote it"));
    assertThat(unreadable("{\"id\":"))
        .isEqualTo(
            "is damaged: it is not JSON at line 1, column 7 (Unexpected end-of-input within/between"
                + " Object entries)");
    assertThat(unreadable("{\"id\":\"a\",\"deleting\":false}"))
        .isEqualTo("is damaged: it is JSON with an invalid or missing created");
    String unknown =
        new String(serializer.toBinary(Entries.submitted("a")), StandardCharsets.UTF_8)
            .replace("\"problem\"", "\"surprise\"");
    assertThat(unreadable(unknown))
        .isEqualTo("is damaged: it is an object with the unknown key surprise");
  }

  @Test
  void otherObjectsThanEntriesAreRejected() {
    assertThatThrownBy(() -> serializer.toBinary(new Stored.Unreadable("is damaged")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String unreadable(String json) {
    return ((Stored.Unreadable)
            serializer.fromBinary(json.getBytes(StandardCharsets.UTF_8), "study/1"))
        .problem();
  }
}
