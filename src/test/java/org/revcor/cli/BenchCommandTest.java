package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.file.NetworkFile;
import org.revcor.schema.Json;

@Tag("full")
final class BenchCommandTest {
  private static final String STUDY =
      "study { name = digits, observer.model = mnist-cnn, block-size = 20 }";

  @TempDir private Path folder;
  private Path stored;

  @BeforeEach
  void name() {
    stored = folder.resolve("stored.json");
  }

  private CommandRun run(String study, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return CommandRun.of(
        List.of("bench", file.toString(), "--data-dir", folder.toString(), "--lanes", "2"),
        options);
  }

  private CommandRun briefly(String... options) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--rounds", "1", "--seconds", "0.05", "--warm-up", "0"));
    all.addAll(List.of(options));
    return run(STUDY, all.toArray(String[]::new));
  }

  @Test
  void tellsTheWholeAndItsParts_andChecksThem() throws IOException {
    CommandRun first =
        briefly(
                "--json",
                stored.toString(),
                "--peer",
                "echo '{\"per_second\": 70}'",
                "--peer-copies",
                "3")
            .exited(0);
    assertThat(first.err()).isEmpty();
    assertThat(first.out().lines().map(line -> line.replaceAll("  +.*", "")))
        .contains(
            "digits: mnist-cnn, 2 lanes of one thread, batches of 10 in blocks of 20, checkpoints"
                + " every 0.05 s",
            "medians and quartiles of one round",
            "network alone",
            "whole study",
            "peer 1",
            "peer 1: echo '{\"per_second\": 70}'",
            "draw",
            "copy",
            "decode",
            "forward",
            "reduce",
            "fan-out",
            "look",
            "checkpoint",
            "sum");
    JsonNode json = Json.MAPPER.readTree(stored.toFile());
    assertThat(json.path("subject").path("study").path("study").path("name").asText())
        .isEqualTo("digits");
    assertThat(json.path("peers").get(0).path("perSecond").path("median").asDouble())
        .isEqualTo(210);
    assertThat(json.path("rounds")).hasSize(1);
    assertThat(json.path("stages").path("forward").path("ofForward").path("median").asDouble())
        .isEqualTo(1);
    assertThat(json.path("pipeline").path("perSecond").path("median").asDouble()).isPositive();

    edit("/share", -1000, 0, 1000);
    edit("/processorShare", -1000, 0, 1000);
    json.path("stages")
        .fieldNames()
        .forEachRemaining(stage -> edit("/stages/" + stage + "/ofForward", -1000, 0, 1000));
    CommandRun same = briefly("--check", stored.toString());
    assertThat(same.exitCode()).as(same.out()).isZero();
    assertThat(same.out()).contains("limit").doesNotContain("SLOWER");

    edit("/stages/reduce/ofForward", -3, -3, -3);
    CommandRun slower = briefly("--check", stored.toString(), "--quiet").exited(3);
    assertThat(slower.out().lines().filter(line -> line.startsWith("slower:")))
        .singleElement()
        .asString()
        .matches("slower: reduce is -?[0-9.]+ % and was -300.0 %; the limit is -270.0 %");
  }

  @Test
  void aNetworkFromAFile_inAServerWithALiveFeedClient() throws Exception {
    try (InputStream network = NetworkFile.class.getResourceAsStream("linear.pt")) {
      Files.copy(network, folder.resolve("linear.pt"));
    }
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            "study { observer { file = linear.pt, input = [1, 4, 4] }, block-size = 20 }");
    try (CommandProcess bench =
        CommandProcess.start(
            folder,
            Map.of(ServerProcess.REQUEST_TIMEOUT, "120s"),
            "bench",
            study.toString(),
            "--data-dir",
            folder.toString(),
            "--lanes",
            "2",
            "--client",
            "--rounds",
            "1",
            "--seconds",
            "0.05",
            "--warm-up",
            "0")) {
      assertThat(bench.exited(0).out())
          .contains("linear.pt, 2 lanes")
          .contains("checkpoints every 0.05 s, one reader of the live feed\n");
    }
  }

  private void edit(String path, double low, double median, double high) {
    try {
      ObjectNode json = (ObjectNode) Json.MAPPER.readTree(stored.toFile());
      json.withObject(path).put("low", low).put("median", median).put("high", high);
      Files.write(stored, Json.MAPPER.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aPeerThatFails() throws IOException {
    CommandRun run = briefly("--peer", "echo no torch; exit 4");
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                2,
                "",
                """
                revcor bench: --peer is echo no torch; exit 4, which ended with exit code 4; it must be one that ends with exit code 0; its last lines were:
                revcor bench:   no torch
                """));
  }

  @Test
  void whatCannotBeUsed_isOneLine() throws IOException {
    refused("--rounds is 0; it must be a whole number from 1 to 1000", "--rounds", "0");
    refused("--seconds is NaN; it must be a number from 0.05 to 3600", "--seconds", "NaN");
    refused("--warm-up is -1.0; it must be a number from 0 to 3600", "--warm-up", "-1");
    refused("--peer is empty; it must be a shell command", "--peer", " ");
    refused(
        "--peer-copies is 0; it must be a whole number from 1 to 1024",
        "--peer",
        "true",
        "--peer-copies",
        "0");
    refused(
        "--peer-trials is -1; it must be a whole number of at least 1",
        "--peer",
        "true",
        "--peer-trials",
        "-1");
    Path nowhere = folder.resolve("none/bench.json");
    refused(
        "--json is %s; it must be a file in an existing folder that can be written"
            .formatted(nowhere),
        "--json",
        nowhere.toString());
    refused(
        "--check is %s, which does not exist; it must be a file written by revcor bench --json"
            .formatted(stored),
        "--check",
        stored.toString());
    Files.writeString(stored, "not JSON");
    refused(
        "--check is %s, which is not JSON; it must be a file written by revcor bench --json"
            .formatted(stored),
        "--check",
        stored.toString());
    Files.writeString(stored, "{}");
    refused(
        "--check is %s, which has no median of \"share\"; it must be a file written by revcor bench --json"
            .formatted(stored),
        "--check",
        stored.toString());
  }

  private void refused(String message, String... options) throws IOException {
    assertThat(run(STUDY, options))
        .isEqualTo(new CommandRun(2, "", "revcor bench: " + message + "\n"));
  }

  @Test
  void onlyMeasurementsOfTheSameStudyAreCompared() throws IOException {
    assertThat(briefly("--json", stored.toString(), "--quiet"))
        .isEqualTo(new CommandRun(0, "", ""));
    String expected = "it must be one of this study, on as many lanes\n";
    assertThat(run(STUDY.replace("digits", "d, seed = 5"), "--check", stored.toString()))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "revcor bench: --check is %s, a measurement of another kind: study.seed was 1 and is 5; %s"
                    .formatted(stored, expected)));
    run(STUDY, "--check", stored.toString(), "--lanes", "1").exited(2);
  }
}
