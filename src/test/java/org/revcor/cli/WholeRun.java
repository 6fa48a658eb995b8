package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs a study with the command line from the first trial to the last. */
final class WholeRun {
  private WholeRun() {}

  /**
   * Runs a study.
   *
   * @param folder folder for its files
   * @return its result files
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
