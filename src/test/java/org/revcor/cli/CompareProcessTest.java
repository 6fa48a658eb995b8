package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
final class CompareProcessTest {
  @TempDir private Path folder;

  private CommandProcess compare() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study { observer.model = mnist-cnn, stop.max-trials = 100000, block-size = 1000 }
            sweep { seed = [1, 2] }
            """);
    return CommandProcess.start(
        folder,
        Map.of("REVCOR_DATA_DIR", folder.toString()),
        "compare",
        file.toString(),
        "--out",
        out().toString(),
        "--lanes",
        "1");
  }

  private Path out() {
    return folder.resolve("out");
  }

  private List<Path> members() {
    try (Stream<Path> files = Files.list(out())) {
      return files.filter(Files::isDirectory).sorted().toList();
    } catch (IOException notYet) {
      return List.of();
    }
  }

  private long looks() {
    return members().isEmpty()
        ? 0
        : CommandProcess.text(members().getFirst().resolve("history.csv")).lines().count() / 10;
  }

  @Test
  void ctrlC_keepsWhatThereIs_andTheSecondStartGoesOn() throws Exception {
    try (CommandProcess process = compare()) {
      process.await(() -> looks() >= 3);
      process.signal("INT");
      process.exited(130);
      assertThat(process.out())
          .startsWith("1/2 mnist-cnn, white-noise, label, average, seed 1: stopped after ")
          .contains("compare.csv, compare.json, compare.png in ");
    }
    assertThat(members()).as("the second has not begun").hasSize(1);
    try (CommandProcess again = compare()) {
      assertThat(again.exited(0).out())
          .containsPattern("1/2 .*, seed 1: resuming at trial [0-9]+\n")
          .containsPattern("1/2 .*, seed 1: ended: max-trials reached after 100,000 trials")
          .containsPattern("2/2 .*, seed 2: ended: max-trials reached after 100,000 trials");
    }
    assertThat(members()).hasSize(2);
  }
}
