package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.schema.Json;

final class JsonOptionTest {
  @TempDir private Path folder;

  private JsonNode json(String... arguments) throws JsonProcessingException {
    CommandRun run =
        CommandRun.of(
                Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new))
            .exited(0);
    return Json.MAPPER.readTree(run.out());
  }

  private JsonNode inFolder(String... arguments) throws JsonProcessingException {
    return json(
        Stream.concat(Stream.of(arguments), Stream.of("--data-dir", folder.toString()))
            .toArray(String[]::new));
  }

  private static JsonNode only(JsonNode list, String key, String value) {
    assertThat(list.isArray()).isTrue();
    return StreamSupport.stream(list.spliterator(), false)
        .filter(each -> each.path(key).asText().equals(value))
        .reduce(
            (one, other) -> {
              throw new AssertionError(one + " and " + other);
            })
        .orElseThrow();
  }

  @Test
  void observersHaveTheFieldsOfTheServer() throws IOException {
    JsonNode row = only(inFolder("observers"), "name", "mnist-cnn");
    assertThat(row.path("shape").toString()).isEqualTo("[1,28,28]");
    assertThat(row.path("accuracy").doubleValue()).isBetween(.99, 1.);
    assertThat(row.has("card")).isFalse();
    JsonNode whole = inFolder("observers", "show", "mnist-cnn");
    assertThat(whole.at("/card/confusion")).hasSize(10);
    assertThat(whole.path("layers")).isEqualTo(row.path("layers"));
  }

  @Test
  void basesDataSetsAndAnalysesAreListed() throws IOException {
    JsonNode basis = only(inFolder("fit"), "name", "gabor-mnist");
    assertThat(basis.path("origin").textValue()).isEqualTo("shipped");
    assertThat(basis.at("/card/kind").textValue()).isEqualTo("gabor-pca");
    JsonNode mnist = only(inFolder("data"), "name", "mnist");
    assertThat(mnist.path("folder").isNull()).isTrue();
    assertThat(mnist.path("includesTestImages").booleanValue()).isTrue();
    assertThat(mnist.path("missing").toString()).contains("train-images-idx3-ubyte.gz");
    JsonNode analysis = only(json("analyse"), "name", "correlation");
    assertThat(only(analysis.path("parameters"), "name", "level").path("default").textValue())
        .isEqualTo("0.05");
  }

  @Test
  void claimsOfThePaperAreListed() throws IOException {
    JsonNode claims =
        inFolder("reproduce", "--report-only", "--out", folder.resolve("paper").toString());
    assertThat(claims.path(0).path("item").textValue()).isEqualTo("fig1");
    assertThat(claims.path(0).at("/verdict/kind").textValue()).isEqualTo("not_run");
    assertThat(Files.readAllLines(folder.resolve("paper/results.csv"))).hasSize(claims.size() + 1);
  }

  @Test
  void aStudyAndItsTestsAreResults() throws IOException {
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            "study { seed = 3, observer.model = mnist-cnn, readout.kind = probability, block-size ="
                + " 100, stop.max-trials = 2000 }");
    String out = folder.resolve("out").toString();
    JsonNode run = inFolder("run", study.toString(), "--out", out, "--lanes", "1");
    assertThat(run.path("state").textValue()).isEqualTo("finished");
    assertThat(run.path("trials").intValue()).isEqualTo(2000);
    assertThat(run.path("channels")).hasSize(10);
    assertThat(inFolder("run", study.toString(), "--out", out, "--lanes", "1"))
        .as("of the complete study")
        .isEqualTo(run);
    assertThat(json("analyse", out).path("significance"))
        .isEqualTo(Json.MAPPER.readTree(folder.resolve("out/significance.json").toFile()));
    JsonNode frequencies = inFolder("analyse", "frequencies", "--study", out, "--lanes", "1");
    assertThat(frequencies.path("analysis").textValue()).isEqualTo("frequencies");
  }
}
