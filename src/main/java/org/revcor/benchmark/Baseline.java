package org.revcor.benchmark;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.revcor.InvalidInputException;
import org.revcor.benchmark.Results.Spread;
import org.revcor.file.InputFile;
import org.revcor.schema.Json;
import org.revcor.study.specification.StudyFile;

/**
 * An earlier measurement to compare with: only ratios, since times depend on the machine.
 *
 * @param file file it was read from
 * @param study the study file as JSON
 * @param processor model of the processor
 * @param share speed of the pipeline as a fraction of the ceiling
 * @param processorShare the network's share of the pipeline's processor time
 * @param ofForward time of each stage, divided by the time of the forward pass
 */
public record Baseline(
    Path file,
    JsonNode study,
    int lanes,
    String processor,
    Spread share,
    Spread processorShare,
    Map<Stage, Spread> ofForward) {
  private static final String OPTION = "--check";
  private static final String EXPECTED = "a file written by revcor bench --json";

  public Baseline {
    ofForward = Map.copyOf(ofForward);
  }

  /**
   * Reads a file written by {@link Results}.
   *
   * @throws InvalidInputException if it is missing or invalid
   */
  public static Baseline read(Path file) {
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(new InputFile(OPTION, file, EXPECTED).text());
    } catch (JacksonException malformed) {
      throw new InvalidInputException(OPTION, file + ", which is not JSON", EXPECTED);
    }
    EnumMap<Stage, Spread> ratios = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      JsonNode stored = root.path("stages").path(stage.word());
      if (!stored.isMissingNode()) {
        ratios.put(stage, spread(file, stage.word(), stored.path("ofForward")));
      }
    }
    JsonNode subject = root.path("subject");
    return new Baseline(
        file,
        subject.path("study"),
        subject.path("lanes").asInt(),
        root.path("machine").path("processor").asText(),
        spread(file, "share", root.path("share")),
        spread(file, "processorShare", root.path("processorShare")),
        ratios);
  }

  private static Spread spread(Path file, String what, JsonNode node) {
    for (String key : List.of("median", "low", "high")) {
      if (!node.path(key).isNumber()) {
        throw new InvalidInputException(
            OPTION, "%s, which has no %s of \"%s\"".formatted(file, key, what), EXPECTED);
      }
    }
    return new Spread(
        node.path("median").asDouble(), node.path("low").asDouble(), node.path("high").asDouble());
  }

  /**
   * Requires the same study and the same number of lanes.
   *
   * @throws InvalidInputException if they differ
   */
  public void requireSame(BenchmarkedStudy factory) {
    List<String> differences = differences(StudyFile.toJson(factory.specification()));
    if (lanes != factory.lanes()) {
      differences.add("lanes were %d and are %d".formatted(lanes, factory.lanes()));
    }
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          OPTION,
          "%s, a measurement of another kind: %s".formatted(file, differences.getFirst()),
          "one of this study, on as many lanes");
    }
  }

  private List<String> differences(JsonNode now) {
    JsonNode then = withoutName(study);
    JsonNode here = withoutName(now);
    Set<String> keys = new TreeSet<>();
    then.fieldNames().forEachRemaining(keys::add);
    here.fieldNames().forEachRemaining(keys::add);
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      if (!then.path(key).equals(here.path(key))) {
        differences.add(
            "study.%s was %s and is %s".formatted(key, text(then.path(key)), text(here.path(key))));
      }
    }
    return differences;
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "missing" : value.toString();
  }

  private static JsonNode withoutName(JsonNode file) {
    JsonNode content = file.path("study").deepCopy();
    if (content instanceof ObjectNode object) {
      object.remove("name");
    }
    return content;
  }
}
