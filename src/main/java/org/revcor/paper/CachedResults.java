package org.revcor.paper;

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
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.file.WholeFile;

/**
 * Cached measures of items, as files. A report evaluates claims from them, and a reproduction
 * resumes from them.
 */
record CachedResults(Path out) {
  private static final String FILE = "item.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * The cached outcome of an item.
   *
   * @param problem why the item failed; "" if it succeeded
   * @param quick whether all counts were small
   * @param inputs data provided by the user
   * @param measures measured values
   * @param folders folders of the analysis results, relative to the output folder
   */
  record Entry(
      String problem,
      boolean quick,
      String inputs,
      double seconds,
      Measures measures,
      List<String> folders) {
    boolean isMeasured() {
      return problem.isEmpty();
    }
  }

  /** Returns the outcome of an item; empty if it is not cached or unreadable. */
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
      List<String> folders = new ArrayList<>();
      json.path("findings").forEach(name -> folders.add(name.textValue()));
      return Optional.of(
          new Entry(
              json.path("problem").asText(),
              json.path("quick").asBoolean(),
              json.path("inputs").asText(),
              json.path("seconds").asDouble(),
              new Measures(measures),
              folders));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Stores an outcome and replaces a previous one of the item. */
  void store(Item item, boolean quick, String inputs, double seconds, Outcome outcome) {
    store(item, "", quick, inputs, seconds, outcome);
  }

  /** Stores why an item failed; the next run repeats it. */
  void storeFailure(Item item, boolean quick, String problem) {
    store(item, problem, quick, "", 0, new Outcome(new LinkedHashMap<>(), List.of()));
  }

  private void store(
      Item item, String problem, boolean quick, String inputs, double seconds, Outcome outcome) {
    try {
      Path folder = Files.createDirectories(out.resolve(item.name()));
      ObjectNode json = MAPPER.createObjectNode();
      json.put("title", item.title());
      json.put("problem", problem);
      json.put("quick", quick);
      json.put("inputs", inputs);
      json.put("seconds", seconds);
      ArrayNode folders = json.putArray("findings");
      for (AnalysisResult each : outcome.analysisResults()) {
        Path part = Files.createDirectories(folder.resolve(each.analysis()));
        AnalysisResultFiles.write(each, part);
        folders.add("%s/%s".formatted(item.name(), each.analysis()));
      }
      json.set("measures", MAPPER.valueToTree(outcome.measures()));
      WholeFile.write(
          folder.resolve(FILE), MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
