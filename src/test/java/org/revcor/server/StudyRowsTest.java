package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.registry.EndedRun;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

final class StudyRowsTest {
  private static final String ID = "20261125-101500-042-k3f";

  @Test
  void rowsAreThoseOfAList_andRenewedWhenAStudyChanges(@TempDir Path folder) throws IOException {
    EndedRun.in(folder.resolve(ID), ID);
    RunDirectory directory = new RunDirectory(folder.resolve(ID));
    StudyView study = directory.record().orElseThrow();
    StudyView changed = directory.record().orElseThrow().withoutCheckpoint();
    StudyRows rows = new StudyRows();

    assertThat(rows.of(study)).isSameAs(rows.of(study));
    assertThat(text(List.of(rows.of(study)))).isEqualTo(text(List.of(study)));
    assertThat(text(List.of(rows.of(changed)))).isEqualTo(text(List.of(changed)));
    assertThat(text(List.of(study))).isNotEqualTo(text(List.of(changed)));
  }

  private static String text(Object value) {
    return new String(JsonBody.rows(value), StandardCharsets.UTF_8);
  }
}
