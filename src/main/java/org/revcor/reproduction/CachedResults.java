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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.WholeFile;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;

/**
 * What items measured, as files: claims are judged from them whenever a report is written, and a
 * reproduction resumes by them.
 */
final class CachedResults {
  private static final String FILE = "item.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path out;

  CachedResults(Path out) {
    this.out = out;
  }

  /**
   * An outcome as it was kept.
   *
   * @param problem why it could not be made; "" if it was
   * @param quick whether all counts were small
   * @param inputs what the user brought
   * @param measures what was measured
   * @param findings folders of its findings, relative to the output's
   */
  record Entry(
      String problem,
      boolean quick,
      String inputs,
      double seconds,
      Measures measures,
      List<String> findings) {
    boolean isMade() {
      return problem.isEmpty();
    }
  }

  /** The outcome of an item, unless it was never kept or cannot be read. */
  Optional<Entry> find(String item) {
    Path file = out.resolve(item).resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = MAPPER.readTree(file.toFile());
      if (!json.has("measures")) {
        return Optional.empty();
      }
      SequencedMap<String, Measure> measures = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> each : json.path("measures").properties()) {
        measures.put(each.getKey(), MAPPER.treeToValue(each.getValue(), Measure.class));
      }
      List<String> findings = new ArrayList<>();
      json.path("findings").forEach(name -> findings.add(name.textValue()));
      return Optional.of(
          new Entry(
              json.path("problem").asText(),
              json.path("quick").asBoolean(),
              json.path("inputs").asText(),
              json.path("seconds").asDouble(),
              new Measures(measures),
              findings));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Keeps an outcome; what was kept of the item before is not shown any more. */
  void keep(Item item, boolean quick, String inputs, double seconds, Outcome outcome) {
    keep(item, "", quick, inputs, seconds, outcome);
  }

  /** Keeps why an item could not be made; it is not, for who goes on. */
  void keepNotMade(Item item, boolean quick, String why) {
    keep(item, why, quick, "", 0, new Outcome(Map.of(), List.of()));
  }

  private void keep(
      Item item, String problem, boolean quick, String inputs, double seconds, Outcome outcome) {
    try {
      Path folder = Files.createDirectories(out.resolve(item.name()));
      ObjectNode json = MAPPER.createObjectNode();
      json.put("title", item.title());
      json.put("problem", problem);
      json.put("quick", quick);
      json.put("inputs", inputs);
      json.put("seconds", seconds);
      ArrayNode findings = json.putArray("findings");
      for (AnalysisResult each : outcome.findings()) {
        Path part = Files.createDirectories(folder.resolve(each.analysis()));
        AnalysisResultFiles.write(each, part);
        findings.add("%s/%s".formatted(item.name(), each.analysis()));
      }
      json.set("measures", MAPPER.valueToTree(outcome.measures().byName()));
      WholeFile.write(
          folder.resolve(FILE), MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
