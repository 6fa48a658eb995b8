package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir private Path folder;

  @Test
  void deleteOldCheckpoints_keepsTheLastTwoAndNoUnfinishedOne() throws IOException {
    for (String name :
        List.of(
            "checkpoint-900",
            "checkpoint-1000",
            "checkpoint-1100",
            ".checkpoint-950.4711.part",
            ".summary.json.4711.part")) {
      Files.createFile(folder.resolve(name));
    }

    new RunDirectory(folder).deleteOldCheckpoints();

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(folder::relativize).map(Path::toString))
          .containsExactlyInAnyOrder(
              "checkpoint-1000", "checkpoint-1100", ".summary.json.4711.part");
    }
  }
}
