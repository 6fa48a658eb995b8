package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.dataset.Images;
import org.revcor.inference.Platform;
import org.revcor.inference.StimulusSampler;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.PcaFit;
import org.revcor.stimulus.Unlabelled;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;

final class PcaNoiseKindTest {
  private static final int VALUES = 3 * 32 * 32;

  @TempDir Path folder;

  @Test
  void pairsAreTheMeanImagePlusAndMinusTheSameComponents() {
    PreparedStudy study =
        prepare(
            """
            "observer": {"model": "cifar10-cnn"}, "stimulus":
            {"kind": "pca-noise", "data": "cifar-10", "components": 5, "scale": 0.1,
             "antithetic": true}
            """);
    float[][] shown;
    try (StimulusSampler sampler =
        new StimulusSampler(
            study.stimulus().sequence(),
            study.stimulus().rendering(),
            study.protocol().stimulusShape())) {
      shown = sampler.shown(1, 40, 40);
    }
    PcaBasis basis = new Bases(folder).pca("", "pca-cifar-10");
    double[] power = new double[5];
    for (int pair = 0; pair < 20; pair++) {
      double left = 0;
      double[] scores = new double[5];
      for (int i = 0; i < VALUES; i++) {
        double plus = shown[2 * pair][i] - basis.mean()[i];
        double minus = shown[2 * pair + 1][i] - basis.mean()[i];
        assertThat(plus + minus).isBetween(-1e-6, 1e-6);
        left += plus * plus;
        for (int k = 0; k < 5; k++) {
          scores[k] += plus * basis.vectors()[k * VALUES + i];
        }
      }
      for (int k = 0; k < 5; k++) {
        left -= scores[k] * scores[k];
        power[k] += scores[k] * scores[k] / (0.01 * basis.variances()[k]) / 20;
      }
      assertThat(left).isBetween(-1e-6, 1e-6);
    }
    // each is χ² of 20 degrees of freedom divided by 20; a million to one
    for (double each : power) {
      assertThat(each).isBetween(0.15, 3.2);
    }
  }

  @Test
  void valuesAreClippedToTheRangeOfImages() {
    PreparedStudy study =
        prepare(
            """
            "observer": {"model": "cifar10-cnn"}, "stimulus":
            {"kind": "pca-noise", "data": "cifar-10", "scale": 10}
            """);
    try (StimulusSampler sampler =
        new StimulusSampler(
            study.stimulus().sequence(),
            study.stimulus().rendering(),
            study.protocol().stimulusShape())) {
      float[] image = sampler.shown(1, 2, 1)[0];
      assertThat(image).contains(0f, 1f);
      for (float value : image) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "components": 101, "data": "cifar-10" | cifar10-cnn | study.stimulus.components is 101; it must be at most 100, the components of pca-cifar-10; revcor fit pca --data cifar-10 --components 101 fits more
          "components": 4000, "data": "cifar-10" | cifar10-cnn | study.stimulus.components is 4000; it must be at most 100, the components of pca-cifar-10; a fit can give at most 3072, the values of an image
          "size": [16, 16], "data": "cifar-10" | cifar10-cnn | study.stimulus.size is [16, 16]; it must be [32, 32], the size of the images of pca-cifar-10
          "data": "cifar-10" | mnist-cnn | study.stimulus.data is cifar-10, images of 3 planes; it must be images of 1 planes, the input of mnist-cnn
          "data": "cifar-11" | cifar10-cnn | study.stimulus.data is cifar-11; it must be one of mnist, fashion-mnist, cifar-10; did you mean cifar-10?
          """)
  void refuses(String keys, String observer, String message) {
    assertRefused(
        () ->
            prepare(
                "\"observer\": {\"model\": \"%s\"}, \"stimulus\": {\"kind\": \"pca-noise\", %s}"
                    .formatted(observer, keys)),
        message);
  }

  @Test
  void aBasisOfOtherImagesInThePlaceOfTheShippedOneIsRefused() throws IOException {
    byte[] pixels = new byte[30 * 12];
    new Random(1).nextBytes(pixels);
    Images waves = Unlabelled.of("waves", 3, 2, 2, pixels);
    PcaFit.run(waves, "pca-cifar-10", 2, 1, () -> false).orElseThrow().write(folder);

    assertRefused(
        () ->
            prepare(
                """
                    "observer": {"model": "cifar10-cnn"}, "stimulus":
                    {"kind": "pca-noise", "data": "cifar-10"}
                    """),
        "study.stimulus.data is cifar-10, but the basis pca-cifar-10 in the bases folder is of"
            + " waves; it must be a data set with its own basis; delete that one, or fit it"
            + " again by revcor fit pca --data cifar-10");
  }

  @Test
  void gradientsAreRefused() {
    assertRefused(
        () ->
            prepare(
                """
                    "observer": {"model": "cifar10-cnn"}, "estimator": "gradient",
                    "readout": {"kind": "logit"}, "stimulus": {"kind": "pca-noise", "data": "cifar-10"}
                    """),
        "study.estimator is gradient; it must be average with images of a decoder or sums of"
            + " components, whose pixels are not independent");
  }

  private PreparedStudy prepare(String study) {
    Catalogue catalogue = new Catalogue(folder);
    return PreparedStudy.of(
        StudyFile.parseJson("{" + study + "}"),
        new Materials(Observers.withAnyFile(catalogue), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
