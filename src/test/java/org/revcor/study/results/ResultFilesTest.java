package org.revcor.study.results;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFilesTest {
  @TempDir private Path folder;

  @Test
  void aResultBesideResultsWithoutDigestsHasNone() throws IOException {
    Files.write(folder.resolve("maps.npy"), new byte[] {1});

    ResultFiles results = new ResultFiles(folder);
    results.writeOthers(Map.of(Artefact.KNOWN, new byte[] {2}));

    assertThat(folder.resolve("digests.json")).doesNotExist();
    assertThat(results.read(Artefact.KNOWN)).containsExactly(2);
    assertThat(results.read(Artefact.MAPS)).containsExactly(1);
  }

  @Test
  void aResultBesideResultsWithDigestsHasOne() throws IOException {
    Files.write(folder.resolve("digests.json"), "{}".getBytes(UTF_8));

    ResultFiles results = new ResultFiles(folder);
    results.writeOthers(Map.of(Artefact.KNOWN, new byte[] {2}));

    assertThat(results.checkAll()).containsOnlyKeys("known.json");
  }
}
