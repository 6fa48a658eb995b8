package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.revcor.schema.JsonSchema;
import org.revcor.study.specification.StudyKeys;

/** Checks the OpenAPI description and compares responses of the server with it. */
final class ContractTest extends SharedServerTest {
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static JsonNode contract;

  @BeforeAll
  static void start() throws JsonProcessingException {
    contract = YAML.readTree(server.get("/openapi.yaml").body());
  }

  @Test
  void everyReferenceHasATarget() {
    assertThat(contract.findValuesAsText("$ref"))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            reference ->
                assertThat(contract.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void studyFilesHaveTheSchemaOfTheirKeys() {
    assertThat(contract.at("/components/schemas/StudyFile"))
        .isEqualTo(json(JsonSchema.of(StudyKeys.ALL.described()).toString()));
  }

  @Test
  void responsesHaveTheirSchemas() throws IOException {
    Set<String> checked = new TreeSet<>();
    String labels = server.create(RunningServer.shortStudy());
    String units =
        server.create(
            """
            {"observer": {"model": "mnist-cnn"}, "stimulus": {"law": "gaussian"}, "block-size": 100,
             "readout": {"kind": "activation", "layer": "conv1.pool", "units": "0-1", "at": "centre"},
             "covariance": {}, "stop": {"max-trials": 20000}}\
            """);
    String regression = ResultsTest.createRegression(server);
    List.of(labels, units, regression).forEach(server::awaitEnd);
    String analysis = finishedAnalysis(server, labels);

    for (String path : jsonPaths()) {
      for (String study : List.of(labels, units, regression)) {
        HttpResponse<String> response =
            server.get(
                path.replace("studies/{id}", "studies/" + study)
                    .replace("analyses/{id}", "analyses/" + analysis)
                    .replace("files/{name}", "files/findings.json")
                    .replace("observers/{name}", "observers/mnist-cnn"));
        if (response.statusCode() == 200) {
          assertThat(differences(schema(path), json(response), path)).isEmpty();
          checked.add(path);
        }
      }
    }

    assertThat(checked).hasSizeGreaterThan(14).isEqualTo(jsonPaths());
  }

  @Test
  void differencesAreFound() {
    JsonNode study = contract.at("/components/schemas/Checkpoint");

    assertThat(differences(study, json("{\"trials\": 1, \"digest\": \"x\"}"), "it")).isEmpty();
    assertThat(differences(study, json("{\"trials\": 1.5, \"more\": null}"), "it"))
        .containsExactly(
            "it lacks digest", "it.trials is 1.5, not integer", "it.more is not in the contract");
  }

  static String finishedAnalysis(RunningServer server, String study) {
    HttpResponse<String> created =
        server.post(
            "/api/v1/analyses",
            "{\"analysis\": \"feedback\", \"arguments\": {\"study\": \"%s\"}}".formatted(study));
    String path = "/api/v1/analyses/" + json(created).path("id").asText();
    RunningServer.await(() -> json(server.get(path)).path("state").asText().equals("finished"));
    return json(created).path("id").asText();
  }

  /** Returns the paths of GET requests with a JSON response. */
  private static Set<String> jsonPaths() {
    Set<String> paths = new TreeSet<>();
    contract
        .path("paths")
        .fieldNames()
        .forEachRemaining(
            path -> {
              if (!schema(path).isMissingNode()) {
                paths.add(path);
              }
            });
    return paths;
  }

  private static JsonNode schema(String path) {
    return contract
        .path("paths")
        .path(path)
        .path("get")
        .path("responses")
        .path("200")
        .path("content")
        .path("application/json")
        .path("schema");
  }

  /** Returns how a value differs from a schema, for the keywords that the contract uses. */
  private static List<String> differences(JsonNode schema, JsonNode value, String at) {
    List<String> differences = new ArrayList<>();
    List<JsonNode> parts = parts(schema);
    for (JsonNode part : parts) {
      if (part.has("oneOf")) {
        List<List<String>> alternatives = new ArrayList<>();
        part.path("oneOf").forEach(each -> alternatives.add(differences(each, value, at)));
        if (alternatives.stream().filter(List::isEmpty).count() != 1) {
          differences.add("%s is not one of %s".formatted(at, alternatives));
        }
      }
      if (part.has("type") && types(part).stream().noneMatch(type -> isOf(type, value))) {
        differences.add("%s is %s, not %s".formatted(at, value, String.join(" or ", types(part))));
      }
      List<JsonNode> words =
          part.has("const") ? List.of(part.path("const")) : list(part.path("enum"));
      if (!words.isEmpty() && !words.contains(value)) {
        differences.add("%s is %s, not one of %s".formatted(at, value, words));
      }
      for (JsonNode member : part.path("required")) {
        if (value.isObject() && !value.has(member.asText())) {
          differences.add("%s lacks %s".formatted(at, member.asText()));
        }
      }
      for (JsonNode item : value.isArray() && part.has("items") ? value : List.<JsonNode>of()) {
        differences.addAll(differences(part.path("items"), item, at + "[]"));
      }
    }
    value.fieldNames().forEachRemaining(name -> differences.addAll(member(parts, value, name, at)));
    return differences;
  }

  /** Returns how a member differs from its schema; an unknown member is a difference. */
  private static List<String> member(
      List<JsonNode> parts, JsonNode object, String name, String at) {
    String path = at + "." + name;
    for (JsonNode part : parts) {
      if (part.path("properties").has(name)) {
        return differences(part.path("properties").path(name), object.path(name), path);
      }
    }
    for (JsonNode part : parts) {
      if (part.has("oneOf") || part.path("additionalProperties").asBoolean()) {
        return List.of();
      }
      if (part.path("additionalProperties").isObject()) {
        return differences(part.path("additionalProperties"), object.path(name), path);
      }
    }
    return List.of(path + " is not in the contract");
  }

  /** Returns the schemas that a value must have all of, without references. */
  private static List<JsonNode> parts(JsonNode schema) {
    List<JsonNode> parts = new ArrayList<>();
    if (schema.has("$ref")) {
      parts.addAll(parts(contract.at(schema.path("$ref").asText().substring(1))));
    }
    schema.path("allOf").forEach(part -> parts.addAll(parts(part)));
    parts.add(schema);
    return parts;
  }

  private static List<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? list(type).stream().map(JsonNode::asText).toList()
        : List.of(type.asText());
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type);
    };
  }
}
