package org.revcor.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.WholeFile;
import org.revcor.figure.Findings;
import org.revcor.figure.FindingsFiles;

/**
 * Outcomes of items as files, from which the report is made and by which a reproduction goes on.
 */
final class Kept {
  private static final String FILE = "item.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path out;

  Kept(Path out) {
    this.out = out;
  }

  /**
   * An outcome as it was kept.
   *
   * @param made whether it could be made; otherwise its results tell why not
   * @param quick whether all counts were small
   * @param inputs what the user brought
   * @param findings folders of its findings, relative to the output's
   */
  record Entry(
      String item,
      String title,
      boolean made,
      boolean quick,
      String inputs,
      double seconds,
      List<Result> results,
      List<String> findings) {}

  /** The outcome of an item, unless it was never kept or cannot be read. */
  Optional<Entry> find(String item) {
    Path file = out.resolve(item).resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = MAPPER.readTree(file.toFile());
      List<Result> results = new ArrayList<>();
      for (JsonNode row : json.path("results")) {
        results.add(MAPPER.treeToValue(row, Result.class));
      }
      List<String> findings = new ArrayList<>();
      json.path("findings").forEach(name -> findings.add(name.textValue()));
      return Optional.of(
          new Entry(
              item,
              json.path("title").asText(),
              json.path("made").asBoolean(),
              json.path("quick").asBoolean(),
              json.path("inputs").asText(),
              json.path("seconds").asDouble(),
              results,
              findings));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Keeps an outcome; what was kept of the item before is not shown any more. */
  void keep(Item item, boolean quick, String inputs, double seconds, Outcome outcome) {
    keep(item, true, quick, inputs, seconds, outcome);
  }

  /** Keeps why an item could not be made; it is not, for who goes on. */
  void keepNotMade(Item item, boolean quick, Result why) {
    keep(item, false, quick, "", 0, new Outcome(List.of(why), List.of()));
  }

  private void keep(
      Item item, boolean made, boolean quick, String inputs, double seconds, Outcome outcome) {
    try {
      Path folder = Files.createDirectories(out.resolve(item.name()));
      ObjectNode json = MAPPER.createObjectNode();
      json.put("title", item.title());
      json.put("made", made);
      json.put("quick", quick);
      json.put("inputs", inputs);
      json.put("seconds", seconds);
      ArrayNode findings = json.putArray("findings");
      for (Findings each : outcome.findings()) {
        Path part = Files.createDirectories(folder.resolve(each.analysis()));
        FindingsFiles.write(each, part);
        findings.add("%s/%s".formatted(item.name(), each.analysis()));
      }
      json.set("results", MAPPER.valueToTree(outcome.results()));
      WholeFile.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(json));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
