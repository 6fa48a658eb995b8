package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.FewComponents;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.results.StudyView;

/** Regressions on the scores of stimuli, from study file to results. */
@Tag("full")
final class RegressionStudyTest extends StudyRuns {
  private static final int D = 784;

  /**
   * The kernel of a linear network is its weights. White noise has a part outside of the basis,
   * which is noise to the regression; the part of the weights outside is not covered.
   */
  @Test
  void theKernelOfALinearNetworkIsThePartOfItsWeightsThatTheBasisCovers() throws Exception {
    StudyView end =
        run(
            """
            {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"},
             "stimulus": {"law": "gaussian", "antithetic": true}, "estimator": "regression",
             "basis": "gabor-mnist", "ridge": 0, "block-size": 1000, "stop": {"max-trials": 20000}}
            """,
            "linear",
            2);
    float[] maps = array("linear/maps.npy");
    float[] errors = array("linear/errors.npy");
    ScoreBasis basis = ScoreBasis.of(new Bases(folder).named("gabor-mnist"));
    double squares = 0;
    double outside = 0;
    double power = 0;
    double mapOutside = 0;
    for (int channel = 0; channel < 10; channel++) {
      float[] weights = weights(channel);
      double[] covered = covered(basis, weights);
      float[] map = new float[D];
      System.arraycopy(maps, channel * D, map, 0, D);
      double[] coveredMap = covered(basis, map);
      for (int i = 0; i < D; i++) {
        double z = (map[i] - covered[i]) / errors[channel * D + i];
        squares += z * z / (10 * D);
        outside += Math.pow(weights[i] - covered[i], 2);
        power += weights[i] * weights[i];
        mapOutside += Math.pow(map[i] - coveredMap[i], 2) / (map[i] * map[i] + 1);
      }
    }
    // 10 channels of 250 independent values: .03; the noise is common to channels in part
    assertThat(squares).isCloseTo(1, within(0.15));
    assertThat(outside / power).isGreaterThan(0.05);
    assertThat(mapOutside).isLessThan(1e-4);
    assertThat(end.setup().conventions().get("basis"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("name", "gabor-mnist")
        .containsEntry("components", 250)
        .containsEntry("covered", "the span of the components; what lies outside is not estimated");
  }

  /** Returns the orthogonal projection on the span of a basis. */
  private static double[] covered(ScoreBasis basis, float[] image) {
    double[] covered = new double[D];
    for (int k = 0; k < basis.components(); k++) {
      double score = 0;
      for (int i = 0; i < D; i++) {
        score += (double) basis.images()[k * D + i] * image[i];
      }
      for (int i = 0; i < D; i++) {
        covered[i] += score * basis.filters()[k * D + i];
      }
    }
    return covered;
  }

  @Test
  void resultsAreTheSameBytesWithOneAndTwoLanesAndAfterAStop() throws Exception {
    assertSameBytes(
        "\"kind\": \"gabor-pca\", \"basis\": \"few-components\", \"antithetic\": true",
        "\"kind\": \"logit\", \"centred\": true",
        "\"symmetry\": \"mirror\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "kind": "images", "data": "mnist" | "kind": "probability" | "basis": "few-components"
          "kind": "white-noise" | "kind": "label" | "basis": "few-components", "ridge": 0.1
          "kind": "pink-noise" | "kind": "activation", "layer": "conv1", "units": "0-2" | "basis": "few-components"
          """)
  void resultsOfOtherStimuliAndReadoutsAreTheSameBytes(String stimulus, String readout, String more)
      throws Exception {
    assertSameBytes(stimulus, readout, more);
  }

  private void assertSameBytes(String stimulus, String readout, String more) throws Exception {
    FewComponents.write(folder);
    StudyView end =
        sameBytesWithOneAndTwoLanesAndAfterAStop(
            """
                {"observer": {"model": "mnist-cnn"}, "stimulus": {%s}, "readout": {%s},
                 "estimator": "regression", %s, "block-size": 200, "stop": {"max-trials": 1800}}
                """
                .formatted(stimulus, readout, more));
    assertThat(end.setup().shape()).containsExactly(1, 28, 28);
    JsonNode counts = Json.MAPPER.readTree(folder.resolve("one/regression.json").toFile());
    assertThat(counts.path("components").asInt()).isEqualTo(FewComponents.COUNT);
    assertThat(counts.path("channels").asInt()).isEqualTo(end.channels().size());
    assertThat(counts.path("knownShuffled").asInt()).isLessThan(2);
  }

  /** The specification has only the name of the basis. */
  @Test
  void aStudyIsNotResumedWithAnotherBasisOfTheSameName() throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit"},
         "estimator": "regression", "basis": "few-components", "stop": {"max-trials": %d}}
        """;
    FewComponents.write(folder);
    run(study.formatted(2_000), "study", 1);
    FewComponents.write(folder, 1);

    assertRefused(() -> run(study.formatted(3_000), "study", 1))
        .hasMessageContaining("(basis is sha256:")
        .hasMessageContaining(" and was sha256:");
  }

  @Test
  void responsesThatFollowTheStimuliAreKnownAndIdentified() throws Exception {
    run(
        """
        {"observer": {"model": "cifar10-cnn"}, "readout": {"kind": "logit", "centred": true},
         "stimulus": {"kind": "pca-noise", "data": "cifar-10", "components": 20,
         "antithetic": true}, "estimator": "regression", "stop": {"max-trials": 1000}}
        """,
        "known",
        2);
    Map<?, ?> counts =
        Json.MAPPER.readValue(folder.resolve("known/regression.json").toFile(), Map.class);
    assertThat(counts.get("known")).isEqualTo(10);
    assertThat(counts.get("identified")).isEqualTo(10);
    assertThat(counts.get("knownShuffled")).isEqualTo(0);
    assertThat(array("known/maps.npy")).hasSize(10 * 3 * 32 * 32);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "stimulus": {"kind": "pink-noise"} | study.estimator is regression; it must be average with pink noise, which has no basis of its own; study.basis = pca-cifar-10 would name one
          "basis": "gabor-mnits" | study.basis is gabor-mnits; it must be one of gabor-fashion-mnist, gabor-mnist, pca-cifar-10, pca-fashion-mnist, pca-mnist, or a basis fitted by revcor fit; did you mean gabor-mnist?
          "basis": "pca-cifar-10" | study.basis is pca-cifar-10, of images of 3072 values; it must be a basis of images of 1 x 28 x 28, as the stimuli are; study.stimulus.size sets their size
          "basis": "gabor-mnist", "conventions": "paper" | study.estimator is regression; it must be average with conventions that are not default
          "basis": "gabor-mnist", "covariance": {} | study.estimator is regression; it must be average with covariance
          "basis": "gabor-mnist", "stimulus": {"kind": "gabor-pca", "basis": "gabor-mnist", "space": "latent"} | study.estimator is regression; it must be average with space = latent; a regression is of pixels
          "basis": "gabor-mnist", "stimulus": {"antithetic": true}, "block-size": 100, "stop": {"max-trials": 1000} | study.stop.max-trials is 1000; it must be at least 1100, so that each half has more pairs than the 250 components of gabor-mnist
          "basis": "gabor-mnist", "block-size": 2, "stop": {"time": "4s"} | study.block-size is 2; it must be at least 4, since responses are centred within each half of a block
          "basis": "gabor-mnist", "stop": {"precision": 0.1} | study.stop.precision is 0.1; it must be left out with estimator = regression, whose errors have no confidence sequence; set reliability instead
          "basis": "gabor-mnist", "whiten": true | study.whiten is true; it must be left out, or estimator = average
          """)
  void refuses(String keys, String message) {
    assertRefused(
        () ->
            run(
                "{\"observer\": {\"model\": \"mnist-cnn\"}, \"estimator\": \"regression\", %s}"
                    .formatted(keys),
                "refused",
                1),
        message);
  }
}
