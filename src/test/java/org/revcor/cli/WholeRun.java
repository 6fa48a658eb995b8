package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs a study with the command line from the first trial to the last. */
final class WholeRun {
  private static final Map<JsonNode, Map<String, String>> RESULTS = new HashMap<>();

  private WholeRun() {}

  /**
   * Runs a study, or returns its results if it has run before.
   *
   * @param folder folder for its files
   * @return its result files
   */
  static Map<String, String> of(Path folder, JsonNode study)
      throws IOException, InterruptedException {
    Map<String, String> before = RESULTS.get(study);
    if (before != null) {
      return before;
    }
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
      process.exited(0);
    }
    Map<String, String> results = Map.copyOf(ResultFiles.of(out));
    RESULTS.put(study, results);
    return results;
  }
}
