package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Whitened maps, from study file to results. */
@Tag("full")
final class WhitenedStudyTest extends StudyRuns {
  /**
   * Responses of a linear network have no noise. Least squares gives its weights once there are
   * more trials than values, while the plain kernel is still mostly error.
   */
  @Test
  void kernelOfALinearNetworkIsExact() throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"}, %s
         "block-size": 2500, "stop": {"max-trials": 5000}}
        """;
    StudyView end = run(study.formatted("\"whiten\": true,"), "white", 2);
    run(
        study.formatted("\"estimator\": \"gradient\", \"stimulus\": {\"law\": \"gaussian\"},"),
        "weights",
        1);
    float[] kernels = array("white/maps.npy");
    float[] weights = array("weights/maps.npy");
    for (int i = 0; i < kernels.length; i++) {
      assertThat(kernels[i]).isCloseTo(weights[i], within(0.02f));
    }
    assertThat(end.channels())
        .allSatisfy(channel -> assertThat(channel.quality().reliability()).isGreaterThan(0.999));
    assertThat(end.setup().conventions())
        .containsEntry(
            "whitening",
            "inverse of the covariance of the stimuli shown, ridge 0.0 of their mean variance");
  }

  /** A unit of the first layer sees 25 pixels, so that its covariances are inverted quickly. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"}",
        "{\"kind\": \"white-noise\"}"
      })
  void mapsOfAUnitAreTheSameBytesWithOneAndTwoLanesAndAfterAStop(String stimulus) throws Exception {
    sameBytes(
        stimulus, "{\"kind\": \"activation\", \"layer\": \"conv1\", \"at\": [3, 4]}", 500, 2000);
  }

  @Test
  void latentMapsAreTheSameBytesWithOneAndTwoLanesAndAfterAStop() throws Exception {
    sameBytes(
        "{\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\", \"space\": \"latent\"}",
        "{\"kind\": \"logit\"}",
        1000,
        4000);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"}', probability",
    "'{\"kind\": \"white-noise\"}', label"
  })
  void mapsOfAllPixelsAreTheSameBytesWithOneAndTwoLanesAndAfterAStop(
      String stimulus, String readout) throws Exception {
    sameBytes(stimulus, "{\"kind\": \"%s\"}".formatted(readout), 500, 6000);
  }

  private void sameBytes(String stimulus, String readout, int blockSize, int trials)
      throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-cnn"}, "stimulus": %s, "readout": %s,
         "whiten": true, "block-size": %d, "stop": {"max-trials": %d}}
        """
            .formatted(stimulus, readout, blockSize, trials);
    StudyView end = sameBytesWithOneAndTwoLanesAndAfterAStop(study);
    assertThat(end.channels().get(8).quality().reliability()).isGreaterThan(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist-cnn | \"estimator\": \"gradient\", \"readout\": {\"kind\": \"logit\"} | left out, or"
            + " estimator = average",
        "mnist-cnn | \"conventions\": \"paper\" | left out with conventions that are not default",
        "cifar10-cnn | \"seed\": 1 | left out with stimuli of more than 1,024 values, as these have"
      })
  void unsupportedStudiesAreRefused(String model, String more, String expected) {
    assertRefused(
        () ->
            run(
                "{\"observer\": {\"model\": \"%s\"}, \"whiten\": true, %s}".formatted(model, more),
                "refused",
                1),
        "study.whiten is true; it must be " + expected);
  }

  @Test
  void covarianceLargerThanMemoryIsRefused() {
    StudySpecification study =
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-cnn\"}, \"whiten\": true}");
    Materials materials =
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
    assertRefused(
        () ->
            PreparedStudy.of(
                study, materials, Platform.ofThisMachine(), new Capacity(2, 1 << 30, 20 << 20)),
        "study is one whose maps, covariances and products of stimuli take 60.1 MiB together; it"
            + " must be one with fewer channels or permutations of covariance, with smaller maps, or"
            + " without whiten and regression, to fit into the 20.0 MiB of this process"
            + " (REVCOR_JAVA_OPTS=-Xmx4g raises the limit)");
  }
}
