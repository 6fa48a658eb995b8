package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.stimulus.FewComponents;

final class ValidateAnalysisTest {
  private static final String LOGISTIC =
      """
      {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "%s"%s},
       "stop": {"max-trials": 20000}}
      """;

  private static final String REGRESSION =
      "\"estimator\": \"regression\", \"basis\": \"few-components\"";

  /** The logits of all classes but 9 are 0, and so are their maps. */
  private static final String DEAD =
      "{\"kind\": \"scale\", \"layer\": \"logits\", \"units\": \"0-8\", \"factor\": 0}";

  @TempDir static Path folder;

  @BeforeAll
  static void makeStudies() throws Exception {
    FewComponents.write(folder);
    AnalysisRunner runner = new AnalysisRunner(folder);
    runner.study(LOGISTIC.formatted("logit", ", \"centred\": true"), "logits");
    runner.study(
        LOGISTIC
            .formatted("logit", "")
            .replace("\"readout\"", "\"seed\": 2, \"readout\"")
            .replace("{\"observer\"", "{\"stimulus\": {\"size\": [14, 14]}, \"observer\""),
        "small");
    runner.study(
        LOGISTIC
            .formatted("logit", ", \"centred\": true")
            .replace("{\"observer\"", "{\"seed\": 3, " + REGRESSION + ", \"observer\""),
        "regression");
    runner.study(
        LOGISTIC
            .formatted("logit", "")
            .replace("\"mnist-logistic\"", "\"mnist-logistic\", \"edits\": [" + DEAD + "]"),
        "dead");
  }

  /** The maps of a linear network are its weights. */
  @Test
  void mapsOfALinearNetworkDoAsWellAsTheNetworkItself() {
    AnalysisResult found = run("logits", "most", "50");
    List<List<Object>> rows = ((Figure.Table) found.figure("summary")).rows();
    double maps = (double) rows.get(0).get(1);
    double network = (double) rows.get(1).get(1);
    assertThat(network).isGreaterThan(0.95);
    assertThat(maps).isCloseTo(network, within(0.01));
    assertThat(rows.get(0).get(4)).isEqualTo(10);
    assertThat(found.conventions()).containsEntry("imageCount", 500);
    assertThat(found.statements().get(1))
        .isEqualTo(
            "8 of 10 classes with two or more images are validated: their images stand out in"
                + " their own map more than in maps of other classes, at a false discovery rate of"
                + " 0.05; of the network itself 10");
  }

  @Test
  void mapsOfALinearNetworkRaiseTheirClass() {
    AnalysisResult found = run("logits", "most", "50");
    List<List<Object>> changes = ((Figure.Table) found.figure("added-maps")).rows();
    double own = (double) changes.get(0).get(1);
    assertThat((double) changes.get(0).get(2)).as("lower limit").isPositive();
    assertThat((double) changes.get(1).get(1)).as("another class").isLessThan(own / 2);
    assertThat((double) changes.get(2).get(1)).as("noise").isCloseTo(0, within(own / 10));
    assertThat(found.statements().get(2))
        .endsWith("for 10 of 10 classes the own map raises it more than the other");
  }

  @Test
  void classMapsOfARegressionInANamedBasisAreAdded() {
    AnalysisResult found = run("regression", "most", "20");
    assertThat(found.statements().get(1)).startsWith("0 of 10 classes");
    List<List<Object>> changes = ((Figure.Table) found.figure("added-maps")).rows();
    assertThat((double) changes.get(0).get(2)).as("lower limit of the own map").isPositive();
    assertThat((double) changes.get(0).get(1)).isGreaterThan((double) changes.get(1).get(1));
  }

  @Test
  void theOnlyClassWithAMapIsNotAddedAsAnotherClass() {
    AnalysisResult found = run("dead", "most", "20");
    List<List<Object>> changes = ((Figure.Table) found.figure("added-maps")).rows();
    assertThat((double) changes.get(0).get(1)).isPositive();
    assertThat(changes.get(0).getLast()).isEqualTo(1);
    assertThat(changes.get(1))
        .isEqualTo(List.of("map of another class", Double.NaN, Double.NaN, Double.NaN, 0));
    assertThat(found.statements().get(2)).endsWith("; no other class has a map");
  }

  @Test
  void imagesAreShrunkToTheSizeOfTheMaps() {
    AnalysisResult found = run("small", "most", "20");
    assertThat(found.conventions()).containsEntry("mapSize", List.of(14, 14));
    assertThat((double) ((Figure.Table) found.figure("summary")).rows().getFirst().get(1))
        .isGreaterThan(0.85);
  }

  @Test
  void aClassWithOneImageIsNotTestedOnItsOwn() {
    AnalysisResult found = run("logits", "most", "1");
    List<Object> zero = ((Figure.Table) found.figure("validation")).rows().getFirst();
    assertThat(zero.get(1)).isEqualTo(1);
    assertThat(zero.get(3)).isEqualTo(Double.NaN);
    assertThat(found.statements().get(1))
        .isEqualTo(
            "no verdict on single classes: too few have a map and two images for a level of 0.05");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> run("logits", "images", "cifar-10")).hasMessageContaining("cifar-10");
    assertThatThrownBy(() -> run("logits", "folder", folder + "/none"))
        .hasMessageContaining("folder is ")
        .hasMessageContaining("which does not exist");
  }

  @Test
  void aDataSetTogetherWithAFolderIsRefused() {
    Map<String, String> both =
        Map.of("study", "logits", "images", "mnist", "folder", folder.toString());
    assertRefused(
        () -> new AnalysisRunner(folder).run("validate", both),
        "folder is %s; it must be left out, or given without images, which names a data set"
            .formatted(folder));
  }

  private static AnalysisResult run(String study, String key, String value) {
    return new AnalysisRunner(folder).run("validate", Map.of("study", study, key, value));
  }
}
