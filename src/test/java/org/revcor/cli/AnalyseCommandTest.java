package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnalyseCommandTest {
  @TempDir private Path folder;

  private void run(String study) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    assertThat(
            CommandRun.of(
                    "run",
                    file.toString(),
                    "--out",
                    folder.resolve("out").toString(),
                    "--data-dir",
                    folder.toString(),
                    "--quiet")
                .exitCode())
        .isZero();
  }

  private CommandRun analyse(String... options) {
    String[] arguments = new String[2 + options.length];
    arguments[0] = "analyse";
    arguments[1] = folder.resolve("out").toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return CommandRun.of(arguments);
  }

  @Test
  void mapsOfAnObserverThatLooksAreBeyondChance() throws IOException {
    run("study { observer.model = mnist-logistic, readout.kind = logit, stop.max-trials = 4000 }");

    CommandRun run = analyse("--level", "0.01", "--smoothing", "1.2");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith(
            "channel  p of the map  infoVal  pixels  familywise  discovery  smoothed  clusters")
        .doesNotContain("note:")
        .endsWith("significance.json, significant.png in %s\n".formatted(folder.resolve("out")));
    assertThat(folder.resolve("out/significant.png")).isNotEmptyFile();
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/significance.json").toFile());
    assertThat(json.path("trials").intValue()).isEqualTo(4000);
    assertThat(json.path("level").doubleValue()).isEqualTo(0.01);
    assertThat(json.path("smoothing").doubleValue()).isEqualTo(1.2);
    assertThat(json.path("independent").booleanValue()).isTrue();
    assertThat(json.path("channels")).hasSize(10);
    for (JsonNode channel : json.path("channels")) {
      assertThat(channel.path("pixels").intValue()).isEqualTo(784);
      assertThat(channel.path("wholeMap").path("p").doubleValue()).isLessThan(1e-6);
      assertThat(channel.path("wholeMap").path("infoVal").doubleValue()).isGreaterThan(5);
      int familywise = channel.path("familywise").path("pixels").intValue();
      assertThat(familywise).isPositive();
      assertThat(channel.path("discovery").path("pixels").intValue())
          .isGreaterThanOrEqualTo(familywise);
      assertThat(channel.path("smoothed").path("pixels").intValue()).isPositive();
      assertThat(channel.path("smoothed").path("clusters")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "observer.model = mnist-logistic, readout.kind = logit, stimulus { kind = gabor-pca, basis = gabor-mnist }",
        "observer.model = mnist-cnn, readout { kind = activation, layer = conv1, units = 0, at = centre }, whiten = true, ridge = 1, block-size = 40"
      })
  void tests_thatNeedIndependentPixelsAreLeftOutOfOthers(String dependent) throws IOException {
    run("study { stop.max-trials = 400, %s }".formatted(dependent));

    CommandRun run = analyse();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("note: pixels are not independent under the null here");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/significance.json").toFile());
    assertThat(json.path("independent").booleanValue()).isFalse();
    assertThat(json.path("channels").path(0).path("wholeMap").isNull()).isTrue();
    assertThat(json.path("channels").path(0).path("smoothed").isNull()).isTrue();
    assertThat(json.path("channels").path(0).path("familywise").path("threshold").doubleValue())
        .isBetween(2.5, 5.0);
  }

  @Test
  void folderWithoutAStudy() {
    CommandRun run = analyse();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "revcor analyse: DIR is %s (holds no study that has ended); it must be the folder of a study that has ended, with its maps\n"
                .formatted(folder.resolve("out")));
  }

  @Test
  void numbersOutOfRange() {
    assertThat(analyse("--level", "5").err())
        .isEqualTo("revcor analyse: --level is 5.0; it must be a number above 0, at most 0.5\n");
    assertThat(analyse("--smoothing", "0").err())
        .isEqualTo(
            "revcor analyse: --smoothing is 0.0; it must be a number of pixels from 0.3 to 100\n");
  }
}
