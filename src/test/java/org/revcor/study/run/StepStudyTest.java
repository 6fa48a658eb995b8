package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.study.results.StudyView;

/** Differences under Bernoulli noise, from study file to results. */
@Tag("full")
final class StepStudyTest extends StudyRuns {
  private static final double MAX_Z = 4;
  private static final double SHARE_BEYOND = 0.001;

  /**
   * Both estimate the same map. Of all values of every channel, at most a thousandth may lie more
   * than four errors of their difference apart (6e-5 by theory).
   */
  @ParameterizedTest
  @CsvSource({
    "mnist-logistic, 0.3, '{\"kind\": \"probability\"}', gradient, 240, 20000, 100",
    "mnist-logistic, 0.5, '{\"kind\": \"label\"}', gradient, 1200, 20000, 100",
    "mnist-cnn, 0.5, '{\"kind\": \"activation\", \"layer\": \"conv1.relu\"}', gradient, 500,"
        + " 5000, 0",
    "mnist-cnn, 0.2, '{\"kind\": \"activation\", \"layer\": \"conv2\", \"units\": \"0-9\"}',"
        + " combined, 200, 10000, 0",
  })
  void stepsAndAveragesAgree(
      String model,
      double p,
      String readout,
      String estimator,
      int trials,
      int averaged,
      int minCount)
      throws Exception {
    String study =
        """
        {"observer": {"model": "%s"}, "stimulus": {"law": "bernoulli", "p": %s}, "readout": %s,
         "estimator": "%s", "seed": %d, "stop": {"max-trials": %d}}
        """;
    StudyView averages =
        run(study.formatted(model, p, readout, "average", 1, averaged), "average", 2);
    run(study.formatted(model, p, readout, estimator, 2, trials), "other", 2);
    float[] a = array("average/maps.npy");
    float[] ea = array("average/errors.npy");
    float[] b = array("other/maps.npy");
    float[] eb = array("other/errors.npy");
    int values = a.length / averages.channels().size();
    int beyond = 0;
    int beyondWithAFactor = 0;
    int compared = 0;
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(averages.channels().get(i / values).count()) >= minCount) {
        compared++;
        beyond += differ(a[i], b[i], ea[i], eb[i]) ? 1 : 0;
        beyondWithAFactor += differ(a[i], 2 * b[i], ea[i], 2 * eb[i]) ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(20 * 25);
    assertThat((double) beyond / compared).isLessThanOrEqualTo(SHARE_BEYOND);
    assertThat((double) beyondWithAFactor / compared).isGreaterThan(SHARE_BEYOND);
  }

  private static boolean differ(double a, double b, double ofA, double ofB) {
    return Math.abs(a - b) > MAX_Z * Math.hypot(ofA, ofB);
  }

  /** A flip of a linear network's input changes its logits by the weight, whatever is shown. */
  @Test
  void stepsOfALinearNetworkAreExact() throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"}, "stimulus": {"law": "bernoulli", "p": 0.25},
         "estimator": "gradient", "block-size": 2, "stop": {"max-trials": %d}, "seed": %d}
        """;
    run(study.formatted(2, 1), "short", 1);
    run(study.formatted(20, 9), "long", 1);
    run(
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"}, "estimator": "gradient",
         "stimulus": {"law": "gaussian"}, "stop": {"max-trials": 2000}}
        """,
        "gradients",
        1);
    float[] once = array("short/maps.npy");
    float[] again = array("long/maps.npy");
    float[] gradients = array("gradients/maps.npy");
    for (int i = 0; i < once.length; i++) {
      double error = rounding(gradients, i / 784);
      assertThat((double) once[i]).isCloseTo(gradients[i], within(error));
      assertThat((double) again[i]).isCloseTo(gradients[i], within(error));
    }
  }

  /** Rounding error of a logit, a sum of 784 products in float32: a random walk with a margin. */
  private static double rounding(float[] weights, int channel) {
    double sum = 0;
    for (int i = 0; i < 784; i++) {
      sum += Math.abs(weights[784 * channel + i]);
    }
    return 8 * sum * 0x1p-24;
  }

  /** A unit sees 25 pixels: 25 values are flipped, and the maps are cropped. */
  @Test
  void unitsTakeAForwardPassForEachPixelOfTheirField() throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-cnn"}, "estimator": "gradient", "stimulus": {"law": "bernoulli"},
         "readout": {"kind": "activation", "layer": "conv1"}, "stop": {"max-trials": 100000}}
        """;
    StudyView units;
    try (HeadlessStudy stopped = start(study, "units", 1)) {
      while (stopped.now().toCompletableFuture().get(60, TimeUnit.SECONDS).progress().trials()
          < 1536) {
        LockSupport.parkNanos(1_000_000);
      }
      stopped.stop();
      units = stopped.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    assertThat(units.progress().forwardsPerTrial()).isEqualTo(26);
    assertThat(units.setup().plan().blockSize()).isEqualTo(768);
    assertThat(units.setup().shape()).containsExactly(1, 5, 5);
    assertThat(array("units/maps.npy")).hasSize(20 * 25).doesNotContain(Float.NaN);
  }

  /** PyTorch has no gradient of this network; its weights and all products of them are exact. */
  @Test
  void blackBoxesHaveSteps() throws Exception {
    Files.copy(
        Objects.requireNonNull(
            StepStudyTest.class.getResourceAsStream("/org/revcor/observer/file/black-box.pt")),
        folder.resolve("black-box.pt"));
    StudyView end =
        run(
            """
            {"observer": {"file": "%s", "input": [1, 4, 4]}, "readout": {"kind": "logit"},
             "stimulus": {"law": "bernoulli"}, "estimator": "gradient", "stop": {"max-trials": 100}}
            """
                .formatted(folder.resolve("black-box.pt")),
            "box",
            1);
    assertThat(end.progress().forwardsPerTrial()).isEqualTo(17);
    float[] maps = array("box/maps.npy");
    for (int i = 0; i < 48; i++) {
      assertThat(maps[i]).isEqualTo((i % 16 - i / 16) / 16f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "activation, gradient, '{\"law\": \"bernoulli\", \"p\": 0.3}'",
    "activation, combined, '{\"kind\": \"signal-in-noise\", \"data\": \"mnist\", \"gamma\": 0.3,"
        + " \"law\": \"bernoulli\"}'"
  })
  void sameBytesWithOneAndTwoLanesAndAfterAStop(String readout, String estimator, String stimulus)
      throws Exception {
    sameBytesWithOneAndTwoLanesAndAfterAStop(
        """
            {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "%s", "layer": "conv1.relu", "at": [3, 4]},
             "stimulus": %s, "estimator": "%s", "block-size": 50, "stop": {"max-trials": 200}}
            """
            .formatted(readout, stimulus, estimator));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar10-cnn | \"stimulus\": {\"law\": \"bernoulli\"} | study.estimator is gradient; it"
            + " must be average with bernoulli noise and maps of 3,072 values, which take 3,073"
            + " forward passes per stimulus; the maximum is 1,025",
        "mnist-cnn | \"stimulus\": {\"law\": \"bernoulli\"}, \"gradient-channel\": \"in-turn\" |"
            + " study.gradient-channel is in-turn; it must be left out with bernoulli noise, whose"
            + " steps cover all channels at once",
        "mnist-cnn | \"stimulus\": {\"kind\": \"signal-in-noise\", \"data\": \"mnist\", \"gamma\":"
            + " [0.1, 0.2], \"law\": \"bernoulli\"} | study.estimator is gradient; it must be"
            + " average with a gamma that changes; gradients need a single gamma",
        "mnist-cnn | \"stimulus\": {\"kind\": \"bubbles\", \"law\": \"bernoulli\"} |"
            + " study.estimator is gradient; it must be average with bubbles, whose masks have no"
            + " independent values",
        "mnist-cnn | \"stimulus\": {\"law\": \"bernoulli\"}, \"conventions\": \"paper\" |"
            + " study.estimator is gradient; it must be average with conventions paper, which are"
            + " not centred; gradients estimate a covariance",
        "mnist-cnn | \"stimulus\": {\"law\": \"bernoulli\"}, \"stop\": {\"precision\": 0.01} |"
            + " study.stop.precision is 0.01; it must be left out with estimator = gradient, whose"
            + " sums may depend on a few stimuli; set reliability instead"
      })
  void unsupportedStudiesAreRefused(String study) {
    String[] parts = study.split(" \\| ", 3);
    assertRefused(
        () ->
            run(
                """
                    {"observer": {"model": "%s"}, "readout": {"kind": "probability"}, "estimator": "gradient", %s}
                    """
                    .formatted(parts[0], parts[1]),
                "refused",
                1),
        parts[2]);
  }
}
