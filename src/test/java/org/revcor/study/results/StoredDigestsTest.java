package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredDigestsTest {
  @TempDir private Path folder;

  @Test
  void aResultBesideResultsWithoutDigestsHasNone() throws IOException {
    Files.write(folder.resolve("maps.npy"), new byte[] {1});

    ResultFiles results = new ResultFiles(folder);
    results.writeOthers(Map.of("known.json", new byte[] {2}));

    assertThat(folder.resolve("digests.json")).doesNotExist();
    assertThat(results.endFile("known.json")).containsExactly(2);
    assertThat(results.endFile("maps.npy")).containsExactly(1);
  }

  @Test
  void aResultBesideResultsWithDigestsHasOne() throws IOException {
    StoredDigests digests = new StoredDigests(folder);
    try (StoredDigests.Replacement files = digests.replaceAll()) {
      files.write("maps.npy", new byte[] {1});
    }

    new ResultFiles(folder).writeOthers(Map.of("known.json", new byte[] {2}));

    assertThat(digests.checkAll()).containsExactlyInAnyOrder("maps.npy", "known.json");
  }
}
