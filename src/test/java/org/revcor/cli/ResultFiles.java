package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.revcor.file.Checkpoint;
import org.revcor.file.Digest;
import org.revcor.schema.Json;

/** Reads the files of a run directory without times. */
final class ResultFiles {
  /** Members of records and summaries that differ between equal studies. */
  private static final List<String> DIFFERENT =
      List.of(
          "id",
          "owner",
          "created",
          "ended",
          "seconds",
          "trialsPerSecond",
          "etaTrials",
          "etaSeconds",
          "verdict",
          "checkpoint");

  private ResultFiles() {}

  /**
   * Returns all files by name: digests; for {@code looks.csv} the trials; for the last checkpoint
   * the digest of its numbers.
   */
  static Map<String, String> of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, String> results = new TreeMap<>();
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith("checkpoint-") && !name.equals("digests.json")) {
          results.put(name, content(file));
        }
      }
      Path last = checkpoints(folder).getFirst();
      results.put(last.getFileName().toString(), numbers(Checkpoint.of(last)));
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) throws IOException {
    if (file.endsWith("summary.json") || file.endsWith("record.json")) {
      ObjectNode study = (ObjectNode) Json.MAPPER.readTree(file.toFile());
      return study.remove(DIFFERENT).toString();
    }
    if (file.endsWith("looks.csv")) {
      return Files.readAllLines(file).stream()
          .map(row -> row.substring(0, row.indexOf(',')))
          .toList()
          .toString();
    }
    return Digest.of(Files.readAllBytes(file));
  }

  private static String numbers(Checkpoint checkpoint) throws IOException {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < checkpoint.parts(); i++) {
      parts.add(Arrays.toString(checkpoint.part(i)));
    }
    return Digest.of(parts.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the checkpoints of a run directory, newest first. */
  static List<Path> checkpoints(Path folder) {
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("checkpoint-"))
          .sorted((one, other) -> Long.compare(trials(other), trials(one)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long trials(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("checkpoint-".length()));
  }
}
