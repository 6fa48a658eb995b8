package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.ImageFiles;
import org.revcor.dataset.Images;
import org.revcor.file.Npy;
import org.revcor.schema.Json;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/** Threshold noise, from study file to results. */
@Tag("full")
final class ThresholdStudyTest extends StudyRuns {
  private static final String STUDY =
      """
      {"observer": {"model": "mnist-cnn"}, "seed": 1, "readout": {"kind": "label"},
       "stimulus": {"kind": "threshold-noise", "data": "mnist", "components": 30, "scale": 0.6,
        "antithetic": true}, "estimator": "regression", "stop": {"max-trials": 5000}}
      """;

  private static final String SHORT =
      STUDY.replace("\"components\": 30", "\"components\": 10").replace("5000", "1000");

  @Test
  void everyClassOfADigitNetworkIsKnownFromFiveThousandLabels() throws Exception {
    StudyView end = sameBytesWithOneAndTwoLanesAndAfterAStop(STUDY);

    JsonNode counts = Json.MAPPER.readTree(folder.resolve("one/regression.json").toFile());
    assertThat(counts.path("known").asInt()).isEqualTo(10);
    assertThat(counts.path("identified").asInt()).isEqualTo(10);
    // a class at level .05
    assertThat(counts.path("knownShuffled").asInt()).isLessThanOrEqualTo(1);
    assertThat(end.setup().plan().contrasts()).hasSize(10).allMatch(each -> each > 0.1);
    assertThat(end.warnings()).noneMatch(warning -> warning.contains("left out"));
    assertThat(end.progress().trials())
        .isBetween(5_000L, 5_200L)
        .isEqualTo(end.progress().maxTrials());
    List<String> history = Files.readAllLines(folder.resolve("one/history.csv"));
    assertThat(Long.parseLong(history.getLast().split(",", -1)[0]))
        .isEqualTo(end.progress().trials() - 640);
    // eight rounds of ten classes, and the header
    assertThat(Files.readAllLines(folder.resolve("one/contrasts.csv"))).hasSize(81);
  }

  /** Writes an example for each class, that of another class for some. */
  private String studyOfExamples(String file, IntUnaryOperator shown) throws Exception {
    Images images = DataSets.shippedTest("mnist").orElseThrow();
    float[] examples = new float[10 * 784];
    for (int i = 0; i < examples.length; i++) {
      byte[] image = images.read(first(images, shown.applyAsInt(i / 784)), 28, 28);
      examples[i] = (image[i % 784] & 0xff) / 255f;
    }
    Files.write(folder.resolve(file), Npy.floats(examples, 10, 1, 28, 28));
    return SHORT.replace(
        "\"data\": \"mnist\"",
        "\"examples\": \"%s\", \"basis\": \"pca-mnist\"".formatted(folder.resolve(file)));
  }

  private static int first(Images images, int label) {
    return IntStream.range(0, images.size())
        .filter(i -> images.labels()[i] == label)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void examplesAreThoseOfAFileOrAFolder_andAClassWithoutAThresholdIsLeftOut() throws Exception {
    run(SHORT, "data", 1);
    run(studyOfExamples("all.npy", c -> c), "npy", 1);
    Images images = DataSets.shippedTest("mnist").orElseThrow();
    for (int c = 0; c < 10; c++) {
      byte[] image = images.read(first(images, c), 28, 28);
      int[][] values = new int[28][28];
      for (int i = 0; i < image.length; i++) {
        values[i / 28][i % 28] = image[i] & 0xff;
      }
      ImageFiles.writeGrey(folder.resolve("images/" + c + "/one.png"), values);
    }
    run(
        SHORT.replace(
            "\"data\": \"mnist\"",
            "\"examples\": \"%s\", \"basis\": \"pca-mnist\"".formatted(folder.resolve("images"))),
        "folder",
        1);
    StudyView other = run(studyOfExamples("other.npy", c -> c == 3 ? 5 : c), "other", 1);

    for (String file : List.of("contrasts.csv", "maps.npy", "errors.npy")) {
      byte[] ofData = Files.readAllBytes(folder.resolve("data").resolve(file));
      assertThat(folder.resolve("npy").resolve(file)).hasBinaryContent(ofData);
      assertThat(folder.resolve("folder").resolve(file)).hasBinaryContent(ofData);
    }
    assertThat(other.warnings())
        .contains(
            "1 of 10 classes are left out, since at no contrast their example gets their label in"
                + " about half of the trials: 3");
    assertThat(other.setup().plan().contrasts().get(3)).isZero();
    assertThat(other.channels().get(3).count()).isZero();
    assertThat(array("other/maps.npy")[0]).isFinite();
  }

  @Test
  void examplesHaveTheSizeOfTheInput_underNoiseOfAnother() throws Exception {
    float[] examples = new float[2 * 56 * 56];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = (i * 7 % 100) / 100f;
    }
    Files.write(folder.resolve("large.npy"), Npy.floats(examples, 2, 1, 56, 56));
    String study =
        """
        {"observer": {"external": {"input": [1, 56, 56], "output": "logits", "classes": 2}},
         "stimulus": {"kind": "threshold-noise", "examples": "%s", "basis": "pca-mnist",
          "scale": 0.001, "components": 5, "antithetic": true, "size": [28, 28]},
         "estimator": "regression"}
        """
            .formatted(folder.resolve("large.npy"));

    byte[] shown =
        StimulusPreview.of(StudyFile.parseJson(study), materials(), 3)
            .file(StimulusPreview.Format.NPY, 1);

    Npy.Array stimuli = Npy.read(shown);
    assertThat(stimuli.shape()).containsExactly(3, 1, 56, 56);
    int values = 56 * 56;
    assertThat(Arrays.copyOf(stimuli.values(), values))
        .containsExactly(Arrays.copyOf(examples, values), within(0.01f));
    assertThat(Arrays.copyOfRange(stimuli.values(), 2 * values, 3 * values))
        .containsExactly(Arrays.copyOfRange(examples, values, 2 * values), within(0.01f));
  }

  @Test
  void failsIfNoExampleGetsItsLabel() throws Exception {
    String study = studyOfExamples("none.npy", c -> (c + 1) % 10);
    try (HeadlessStudy running = start(study, "none", 1)) {
      StudyView end = running.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(end.lifecycle().problem()).startsWith("no example gets the label of its class");
      assertThat(end.progress().trials()).isEqualTo(640);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"antithetic\": true | \"antithetic\": false | study.stimulus.antithetic is false; it must"
            + " be true with stimulus.kind = threshold-noise",
        "\"kind\": \"label\" | \"kind\": \"logit\" | study.readout.kind is logit; it must be label or"
            + " probability with stimulus.kind = threshold-noise",
        "\"estimator\": \"regression\" | \"estimator\": \"average\" | study.estimator is average; it"
            + " must be regression with stimulus.kind = threshold-noise",
        "5000 | 640 | study.stop.max-trials is 640; it must be above 640, the trials in which the"
            + " contrasts of 10 examples are found",
        "\"data\": \"mnist\" | \"basis\": \"pca-mnist\" | study.stimulus.examples is missing; it must"
            + " be set, or study.stimulus.data",
        "\"data\": \"mnist\" | \"part\": \"train\" | study.stimulus.basis is missing; it must be set,"
            + " or study.stimulus.data"
      })
  void refuses(String setting, String other, String message) {
    assertRefused(() -> start(STUDY.replace(setting, other), "refused", 1), message);
  }
}
