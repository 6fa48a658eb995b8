package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.study.results.Significance;
import org.revcor.study.results.StudyView;

/** Gradients, from study file to results. */
@Tag("full")
final class GradientStudyTest extends StudyRuns {
  private static final double MAX_Z = 4;
  private static final double SHARE_BEYOND = 0.001;

  /**
   * Both estimate the same map. Of 784 values of every channel with enough trials, at most a
   * thousandth may lie more than four errors of their difference apart (6e-5 by theory).
   */
  @ParameterizedTest
  @CsvSource({
    "mnist-logistic, gaussian, probability",
    "mnist-logistic, uniform, logit",
    "mnist-cnn, uniform, probability",
    "mnist-cnn, gaussian, logit"
  })
  void gradientsAndAveragesAgree(String model, String law, String readout) throws Exception {
    String study =
        """
        {"observer": {"model": "%s"}, "stimulus": {"law": "%s"}, "readout": {"kind": "%s"},
         "estimator": "%s", "seed": %d, "block-size": 100, "stop": {"max-trials": 10000}}
        """;
    StudyView averages = run(study.formatted(model, law, readout, "average", 1), "average", 2);
    run(study.formatted(model, law, readout, "gradient", 2), "other", 2);
    float[] a = array("average/maps.npy");
    float[] ea = array("average/errors.npy");
    float[] b = array("other/maps.npy");
    float[] eb = array("other/errors.npy");
    int beyond = 0;
    int beyondWithAFactor = 0;
    int compared = 0;
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(averages.channels().get(i / 784).count()) >= 100) {
        compared++;
        double error = Math.sqrt(ea[i] * ea[i] + eb[i] * eb[i]);
        beyond += Math.abs(a[i] - b[i]) > MAX_Z * error ? 1 : 0;
        double wrong = Math.sqrt(ea[i] * ea[i] + 4 * eb[i] * eb[i]);
        beyondWithAFactor += Math.abs(a[i] - 2 * b[i]) > MAX_Z * wrong ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(784);
    assertThat((double) beyond / compared).isLessThanOrEqualTo(SHARE_BEYOND);
    assertThat((double) beyondWithAFactor / compared).isGreaterThan(SHARE_BEYOND);
  }

  @ParameterizedTest
  @CsvSource({
    "logit, in-turn, {}",
    "probability, selected, {}",
    "logit, in-turn, '{\"kind\": \"signal-in-noise\", \"data\": \"mnist\", \"gamma\":" + " 0.3}'",
    "logit, in-turn, '{\"kind\": \"images\", \"data\": \"mnist\", \"noise-sd\": 0.2}'"
  })
  void sameBytesWithOneAndTwoLanesAndAfterAStop(String readout, String turn, String stimulus)
      throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "%s"}, "stimulus": %s,
         "estimator": "gradient", "gradient-channel": "%s", "block-size": 200, "stop": {"max-trials": 800}}
        """
            .formatted(readout, stimulus, turn);
    sameBytesWithOneAndTwoLanesAndAfterAStop(study);
  }

  /** Averages of as many stimuli have reliabilities of .05 to .3. */
  @ParameterizedTest
  @CsvSource({"logit, 2000", "probability, 3000"})
  void mapsOfAllClassesAreReliableAfterAFewThousandStimuli(String readout, int trials)
      throws Exception {
    StudyView end =
        run(
            """
            {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "%s"}, "estimator": "gradient",
             "block-size": 40, "stop": {"max-trials": %d}}
            """
                .formatted(readout, trials),
            "few",
            2);
    assertThat(end.channels())
        .hasSize(10)
        .allSatisfy(channel -> assertThat(channel.quality().reliability()).isGreaterThan(0.9))
        .allSatisfy(channel -> assertThat(channel.nEff()).isGreaterThan(50));
  }

  /**
   * The map of a linear network's logits is its weights, whatever was shown, also where some
   * channels have had a turn more than others: ten take turns in halves of 15.
   */
  @Test
  void gradientsOfALinearNetworkAreExact() throws Exception {
    run(
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"}, "estimator": "gradient",
         "stimulus": {"law": "gaussian"}, "block-size": 30, "stop": {"max-trials": 30}}
        """,
        "short",
        1);
    run(
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"}, "estimator": "gradient",
         "stimulus": {"law": "gaussian"}, "seed": 9, "stop": {"max-trials": 2000}}
        """,
        "long",
        1);
    float[] once = array("short/maps.npy");
    float[] again = array("long/maps.npy");
    for (int i = 0; i < once.length; i++) {
      assertThat(once[i]).isCloseTo(again[i], org.assertj.core.api.Assertions.within(1e-5f));
    }
  }

  @Test
  void everyPixelOfALinearNetworkThatIsNotZeroIsSignificant() throws Exception {
    run(
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"}, "estimator": "gradient",
         "block-size": 100, "stop": {"max-trials": 1000}}
        """,
        "linear",
        1);

    Significance significance =
        Significance.analyse(folder.resolve("linear"), new Significance.Options(0.05, 1.5));

    float[] maps = array("linear/maps.npy");
    for (Significance.Channel channel : significance.channels()) {
      int first = channel.index() * 784;
      long notZero = IntStream.range(first, first + 784).filter(pixel -> maps[pixel] != 0).count();
      assertThat(notZero).isGreaterThan(700);
      assertThat(List.of(channel.pixels(), Objects.requireNonNull(channel.familywise()).pixels()))
          .containsOnly((int) notZero);
    }
  }

  /** Each unit sees 25 pixels: the gradient is 0 elsewhere, and maps are cropped. */
  @Test
  void kernelsOfUnitsHaveTheirReceptiveFields() throws Exception {
    StudyView end =
        run(
            """
            {"observer": {"model": "mnist-cnn"}, "estimator": "gradient",
             "readout": {"kind": "activation", "layer": "conv1"}, "stop": {"max-trials": 1000}}
            """,
            "units",
            1);
    assertThat(end.setup().shape()).containsExactly(1, 5, 5);
    assertThat(end.channels()).hasSize(20);
    assertThat(array("units/maps.npy")).doesNotContain(Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"stimulus\": {\"kind\": \"bubbles\", \"law\": \"uniform\"} | average with bubbles, whose"
            + " masks have no independent values",
        "\"stimulus\": {\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"} | average with images"
            + " of a decoder or sums of components, whose pixels are not independent",
        "\"stimulus\": {\"kind\": \"images\", \"data\": \"mnist\"} | average with images without"
            + " noise; stimulus.noise-sd adds noise",
        "\"stimulus\": {\"kind\": \"signal-in-noise\", \"data\": \"mnist\", \"gamma\": [0.1, 0.2]}"
            + " | average with a gamma that changes; gradients need a single gamma",
        "\"stimulus\": {\"law\": \"bernoulli\"} | average with bernoulli noise, whose values have no"
            + " density; uniform and gaussian noise have one",
        "\"readout\": {\"kind\": \"label\"} | average with readout label, which has no gradient;"
            + " readout probability has one",
        "\"conventions\": \"paper\" | average with conventions paper, which are not centred;"
            + " gradients estimate a covariance"
      })
  void unsupportedStudiesAreRefused(String study) {
    String[] parts = study.split(" \\| ", 2);
    assertRefused(
        () ->
            run(
                """
                    {"observer": {"model": "mnist-cnn"}, "estimator": "gradient", %s%s}
                    """
                    .formatted(
                        parts[0].contains("readout")
                            ? ""
                            : "\"readout\": {\"kind\": \"probability\"}, ",
                        parts[0]),
                "refused",
                1),
        "study.estimator is gradient; it must be " + parts[1]);
  }

  @Test
  void precisionOfGradientsIsRefused() {
    assertRefused(
        () ->
            run(
                """
                    {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit"},
                     "estimator": "gradient", "stop": {"precision": 0.01}}
                    """,
                "refused",
                1),
        "study.stop.precision is 0.01; it must be left out with estimator = gradient, whose"
            + " sums may depend on a few stimuli; set reliability instead");
  }

  @Test
  void selectionByLogitsIsRefused() {
    assertThatThrownBy(
            () ->
                run(
                    """
                    {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit"},
                     "estimator": "gradient", "gradient-channel": "selected"}
                    """,
                    "refused",
                    1))
        .hasMessage(
            "study.gradient-channel is selected; it must be in-turn with readout logit, which has"
                + " no probabilities to select by");
  }
}
