package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A study that the command line runs from its first trial to its last. */
final class WholeRun {
  private WholeRun() {}

  /**
   * Runs one.
   *
   * @param folder where it is written
   * @return what it leaves
   */
  static Map<String, String> of(Path folder, JsonNode study)
      throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(folder, "study", ".json"), study.toString());
    Path out = Files.createTempDirectory(folder, "whole");
    try (CommandProcess process =
        CommandProcess.start(
            folder,
            Map.of("REVCOR_DATA_DIR", folder.resolve("none").toString()),
            "run",
            file.toString(),
            "--out",
            out.toString())) {
      assertThat(process.exitCode()).as(process.err()).isZero();
    }
    return ResultFiles.of(out);
  }
}
