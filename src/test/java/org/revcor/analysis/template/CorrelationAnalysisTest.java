package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.schema.Json;
import org.revcor.stimulus.FewComponents;

@Tag("full")
final class CorrelationAnalysisTest {
  private static final String STIMULI =
      "\"stimulus\": {\"law\": \"gaussian\", \"antithetic\": true}";

  private static final String UNIT =
      "\"readout\": {\"kind\": \"activation\", \"layer\": \"conv1\", \"units\": \"0\"},";

  @TempDir static Path folder;

  @BeforeAll
  static void makeStudies() throws Exception {
    FewComponents.write(folder);
    study("logistic", "mnist-logistic", 1, STIMULI, "");
    study("other-seed", "mnist-logistic", 2, STIMULI, "");
    study("cnn", "mnist-cnn", 1, STIMULI, "");
    study("fashion", "fashion-cnn", 1, STIMULI, "");
    study("unit", "mnist-cnn", 1, STIMULI, UNIT);
    study("again", "mnist-cnn", 2, STIMULI, "");
    study("unit-again", "mnist-cnn", 2, STIMULI, UNIT);
    swapNames("again", "swapped", 3, 8);
    study("mirrored", "mnist-cnn", 1, STIMULI, "\"symmetry\": \"mirror\",");
    study("white", "mnist-cnn", 1, "\"stimulus\": {\"law\": \"uniform\"}", "");
    study("large-blocks", "mnist-cnn", 1, STIMULI, "\"block-size\": 800,");
    study("few-blocks", "mnist-cnn", 3, STIMULI, "\"block-size\": 2000,");
    study("average", "mnist-cnn", 1, STIMULI, "\"estimator\": \"average\",");
    study("earlier", "mnist-cnn", 1, STIMULI, "");
    Files.delete(folder.resolve("earlier/coefficients.npy"));
  }

  private static void study(String out, String model, long seed, String stimuli, String keys)
      throws Exception {
    String regression = "\"estimator\": \"regression\", \"basis\": \"few-components\",";
    String blocks = "\"block-size\": 400,";
    new AnalysisRunner(folder)
        .study(
            """
            {"observer": {"model": "%s"}, "seed": %d, %s,
             %s %s %s %s "stop": {"max-trials": 4000}}
            """
                .formatted(
                    model,
                    seed,
                    stimuli,
                    keys.contains("readout") ? "" : "\"readout\": {\"kind\": \"logit\"},",
                    keys.contains("estimator") ? "" : regression,
                    keys.contains("block-size") ? "" : blocks,
                    keys),
            out);
  }

  /** Copies a study, of which two channels exchange their names. */
  private static void swapNames(String study, String copy, int one, int other) throws Exception {
    Path to = Files.createDirectory(folder.resolve(copy));
    for (String name :
        List.of("record.json", "coefficients.npy", "score-covariance.npy", "maps.npy")) {
      Files.copy(folder.resolve(study).resolve(name), to.resolve(name));
    }
    ObjectNode record = (ObjectNode) Json.MAPPER.readTree(to.resolve("record.json").toFile());
    ObjectNode first = (ObjectNode) record.get("channels").get(one);
    ObjectNode second = (ObjectNode) record.get("channels").get(other);
    String name = first.get("name").textValue();
    first.put("name", second.get("name").textValue());
    second.put("name", name);
    Json.MAPPER.writeValue(to.resolve("record.json").toFile(), record);
  }

  @Test
  void classesOfEqualNamesAreMatchedInAnyOrder() {
    AnalysisResult found = run("cnn", "swapped");
    List<List<Object>> rows = ((Figure.Table) found.figure("correlations")).rows();
    assertThat((double) rows.get(0).get(1)).isCloseTo(1, within(0.05));
    assertThat((double) rows.get(3).get(1)).isLessThan(0.9);
    assertThat(found.conventions()).containsEntry("classes", "of equal names");
  }

  @Test
  void classesOfOtherNamesAreMatchedByPosition() {
    assertThat(run("cnn", "fashion").conventions()).containsEntry("classes", "of equal positions");
  }

  @Test
  void kernelsOfOneNetworkAreThoseOfItsOtherStudy() {
    AnalysisResult found = run("logistic", "other-seed");
    List<List<Object>> summary = ((Figure.Table) found.figure("summary")).rows();
    assertThat((double) summary.get(0).get(1)).isCloseTo(1, within(0.01));
    assertThat(summary.get(0).subList(4, 7)).isEqualTo(List.of(10, 10L, 10L));
    assertThat((double) summary.get(1).get(1)).isLessThan(0.5);
    List<List<Object>> rows = ((Figure.Table) found.figure("correlations")).rows();
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat((double) row.get(2)).as("lower").isLessThan(1);
              assertThat((double) row.get(3)).as("upper").isGreaterThan(0.99);
              assertThat((double) row.get(7)).as("reliability").isGreaterThan(0.5);
            });
    assertThat(found.statements().get(2))
        .isEqualTo(
            "the kernels of 0 of 10 tested classes differ by more than a factor at a false"
                + " discovery rate of 0.05");
    assertThat(found.conventions())
        .containsEntry("classes", "of equal names")
        .containsEntry("level", 0.05);
  }

  @Test
  void kernelsOfTwoNetworksAreCorrelatedClassByClass() {
    AnalysisResult found = run("logistic", "cnn");
    List<List<Object>> summary = ((Figure.Table) found.figure("summary")).rows();
    double own = (double) summary.get(0).get(1);
    assertThat(own).isBetween(0.1, 0.95);
    assertThat((double) summary.get(1).get(1)).isLessThan(own - 0.1);
    assertThat(found.statements().get(2))
        .startsWith("the kernels of 10 of 10 tested classes differ");
    assertThat(found.statements().getFirst())
        .matches(
            "kernels of a class correlate with a mean of 0[.]\\d{3} \\(95 % limits 0[.]\\d{3} to"
                + " [01][.]\\d{3}\\) over \\d+ classes; those of different classes with"
                + " -?0[.]\\d{3}");
  }

  @Test
  void aSingleClassHasNoOtherToCompareWith() {
    AnalysisResult found = run("unit", "unit-again");
    List<List<Object>> summary = ((Figure.Table) found.figure("summary")).rows();
    assertThat((double) summary.get(0).get(1)).isCloseTo(1, within(0.2));
    assertThat(summary.get(1))
        .isEqualTo(List.of("different classes", Double.NaN, Double.NaN, Double.NaN, 0, 0L, 0L));
    assertThat(found.statements().getFirst()).endsWith("over 1 classes; no other class exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unit | unit (with 1 channels); it must be a study of 10 channels, like cnn
          white | white (whose stimuli are {"kind":"white-noise","law":"uniform"}); it must be a study whose stimuli are {"kind":"white-noise","law":"gaussian","mean":0.5,"sd":0.2887,"antithetic":true}
          large-blocks | large-blocks (with blocks of 800 trials of the same seed, whose halves share stimuli with other halves); it must be a study with block-size = 400 or another seed
          few-blocks | few-blocks (with 2 blocks); it must be a study of at least 4 blocks, which limits are computed from
          average | average (has no coefficients.npy); it must be a regression with more observations in each half than components; run it again
          cnn | cnn (with the network, readout and seed of cnn); it must be a study of another network, or with another readout or seed
          earlier | earlier (has no coefficients.npy); it must be a regression with more observations in each half than components; run it again
          """)
  void refuses(String other, String message) {
    assertRefused(() -> run("cnn", other), "other is " + message);
  }

  @Test
  void anotherBasisIsRefused() {
    assertRefused(() -> run("cnn", "mirrored"))
        .hasMessageStartingWith(
            "other is mirrored (with the basis few-components of 40 components, symmetry mirror,"
                + " sha256:")
        .hasMessageContaining(
            "; it must be a regression in the basis few-components of 40 components, symmetry none,"
                + " sha256:");
  }

  private static AnalysisResult run(String study, String other) {
    return new AnalysisRunner(folder).run("correlation", Map.of("study", study, "other", other));
  }
}
