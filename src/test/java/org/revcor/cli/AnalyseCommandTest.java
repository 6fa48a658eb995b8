package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnalyseCommandTest {
  @TempDir private Path folder;

  private void run(String study) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    CommandRun.of(
            "run",
            file.toString(),
            "--out",
            folder.resolve("out").toString(),
            "--data-dir",
            folder.toString(),
            "--quiet")
        .exited(0);
  }

  private CommandRun analyse(String... options) {
    return CommandRun.of(List.of("analyse", folder.resolve("out").toString()), options);
  }

  @Test
  void mapsOfATrainedObserverAreSignificant() throws IOException {
    run("study { observer.model = mnist-logistic, readout.kind = logit, stop.max-trials = 4000 }");

    CommandRun run = analyse("--level", "0.01", "--smoothing", "1.2");

    assertThat(run.err()).isEmpty();
    assertThat(run.exited(0).out())
        .startsWith("channel  p of the map  pixels  familywise  discovery  smoothed  clusters")
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
      int familywise = channel.path("familywise").path("pixels").intValue();
      assertThat(familywise).isPositive();
      assertThat(channel.path("discovery").path("pixels").intValue())
          .isGreaterThanOrEqualTo(familywise);
      assertThat(channel.path("smoothed").path("pixels").intValue()).isPositive();
      assertThat(channel.path("smoothed").path("clusters")).isNotEmpty();
    }
  }

  @Test
  void smoothAxesOfWholeImagesAreRefused() throws IOException {
    run(
        "study { observer.model = mnist-logistic, covariance { channels = [\"3\"] },"
            + " stop.max-trials = 400 }");
    assertThat(analyse("--bayesian").err())
        .isEqualTo(
            "revcor analyse: DIR is %s (has maps of 784 values); it must be a study with maps of at most 400 values, such as cropped maps of units, for --bayesian\n"
                .formatted(folder.resolve("out")));
  }

  @Test
  void axesAndPartsOfAStudyWithoutCovarianceAreRefused() throws IOException {
    run("study { observer.model = mnist-logistic, readout.kind = logit, stop.max-trials = 400 }");
    String expected =
        "revcor analyse: DIR is %s (holds no covariance); it must be a study with covariance { }, for --bayesian and --nmf\n"
            .formatted(folder.resolve("out"));
    assertThat(analyse("--bayesian").err()).isEqualTo(expected);
    assertThat(analyse("--nmf", "3").err()).isEqualTo(expected);
    assertThat(folder.resolve("out/significance.json")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a latent number changes many pixels | observer.model = mnist-logistic, readout.kind ="
            + " logit, stimulus { kind = gabor-pca, basis = gabor-mnist }",
        "neighbouring pixels of images are correlated | observer.model = mnist-logistic,"
            + " readout.kind = logit, stimulus { kind = images, data = mnist }",
        "an aperture covers neighbouring pixels of the mask | observer.model = mnist-logistic,"
            + " readout.kind = logit, stimulus { kind = bubbles, data = mnist }",
        "neighbouring values of a gradient are correlated | observer.model = mnist-logistic,"
            + " readout.kind = logit, estimator = gradient, block-size = 4",
        "values of a least-squares fit are correlated | observer.model = mnist-cnn, readout { kind"
            + " = activation, layer = conv1, units = 0, at = centre }, whiten = true, ridge = 1,"
            + " block-size = 40"
      })
  void tests_thatNeedIndependentPixelsAreLeftOutOfOthers(String reason, String dependent)
      throws IOException {
    run("study { stop.max-trials = 400, %s }".formatted(dependent));

    assertThat(analyse().exited(0).out())
        .contains("note: whole and smoothed maps are not tested, because %s\n".formatted(reason));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/significance.json").toFile());
    assertThat(json.path("independent").booleanValue()).isFalse();
    assertThat(json.path("reason").textValue()).isEqualTo(reason);
    assertThat(json.path("channels").path(0).path("wholeMap").isNull()).isTrue();
    assertThat(json.path("channels").path(0).path("smoothed").isNull()).isTrue();
    assertThat(json.path("channels").path(0).path("familywise").path("threshold").doubleValue())
        .isBetween(2.5, 6.0);
  }

  @Test
  void folderWithoutAStudy() {
    assertThat(analyse().exited(2).err())
        .isEqualTo(
            "revcor analyse: DIR is %s (holds no ended study); it must be the folder of an ended study with maps\n"
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
