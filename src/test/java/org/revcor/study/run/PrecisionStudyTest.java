package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Rendering;
import org.revcor.inference.StimulusSampler;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Precision;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.network.HalfPrecision;
import org.revcor.schema.Json;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.StudyView;

/** Studies with an observer in half precision, from study file to results. */
@Tag("full")
final class PrecisionStudyTest extends StudyRuns {
  private static final String STUDY =
      """
      {"seed": 5, "observer": {"model": "mnist-cnn"}, "readout": {"kind": "%s"}, "precision": "%s",
       "stop": {"max-trials": %d}, "block-size": 500}
      """;
  private static final int TRIALS_COMPARED = 2_000;
  private static final int PIXELS = 784;

  @BeforeEach
  void requireBfloat16() throws IOException {
    HalfPrecision.assumeBfloat16();
  }

  @Test
  void leavesTheSameBytesWithOneAndTwoLanesAndAfterAStop() throws Exception {
    StudyView end =
        sameBytesWithOneAndTwoLanesAndAfterAStop(STUDY.formatted("label", "bfloat16", 4_000));

    assertThat(end.setup().plan().precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(end.setup().plan().platform().instructions()).containsPattern("(avx512|amx)_bf16");
    assertThat(end.setup().specification().at("/study/precision").asText()).isEqualTo("bfloat16");
  }

  @Test
  void shareOfChangedLabelsIsThatOfTheFirstTrials() throws Exception {
    StudyView end = run(STUDY.formatted("label", "bfloat16", 40_000), "out", 2);

    float[][] exact = responses(Precision.FLOAT32);
    float[][] rounded = responses(Precision.BFLOAT16);
    int changed = 0;
    for (int trial = 0; trial < exact.length; trial++) {
      changed += largest(exact[trial]) == largest(rounded[trial]) ? 0 : 1;
    }
    assertThat(changed).isPositive();
    assertThat(end.setup().rounding())
        .isEqualTo(
            new StudyView.RoundingView(TRIALS_COMPARED, (double) changed / TRIALS_COMPARED, null));
  }

  @Test
  void differenceOfResponsesIsInUnitsOfTheirStandardDeviation() throws Exception {
    StudyView end = run(STUDY.formatted("logit", "bfloat16", 40_000), "out", 2);

    float[][] exact = responses(Precision.FLOAT32);
    float[][] rounded = responses(Precision.BFLOAT16);
    double differences = 0;
    double scatter = 0;
    for (int channel = 0; channel < exact[0].length; channel++) {
      double mean = 0;
      for (float[] row : exact) {
        mean += row[channel] / exact.length;
      }
      for (int trial = 0; trial < exact.length; trial++) {
        differences += Math.pow((double) rounded[trial][channel] - exact[trial][channel], 2);
        scatter += Math.pow(exact[trial][channel] - mean, 2);
      }
    }
    assertThat(end.setup().rounding()).isNotNull();
    assertThat(end.setup().rounding().changedLabels()).isPositive().isLessThan(0.02);
    assertThat(end.setup().rounding().relativeDifference())
        .isCloseTo(Math.sqrt(differences / scatter), within(1e-9));
  }

  /**
   * A changed label moves a map by one stimulus of its n, so maps of the same trials differ by a
   * fraction of their errors.
   */
  @Test
  void mapsAgreeWithThoseOfFloat32WithinTheirErrors() throws Exception {
    StudyView whole = run(STUDY.formatted("label", "float32", 20_000), "whole", 2);
    run(STUDY.formatted("label", "bfloat16", 20_000), "half", 2);

    assertThat(whole.setup().rounding()).isNull();
    float[] exact = array("whole/maps.npy");
    float[] rounded = array("half/maps.npy");
    float[] errors = array("whole/errors.npy");
    int compared = 0;
    for (ChannelView channel : whole.channels()) {
      if (channel.count() >= 100) {
        compared++;
        double squares = 0;
        for (int i = channel.index() * PIXELS; i < (channel.index() + 1) * PIXELS; i++) {
          squares += Math.pow((rounded[i] - exact[i]) / errors[i], 2) / PIXELS;
        }
        assertThat(Math.sqrt(squares)).as(channel.name()).isLessThan(0.5);
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"kind": "activation", "layer": "conv1"}
          {"kind": "activation", "layer": "fc1", "units": "0-9"}
          {"kind": "activation", "layer": "conv2", "units": "0-3", "at": "pooled"}
          """)
  void unitsAreCompared(String readout) throws Exception {
    StudyView end =
        run(
            """
                {"observer": {"model": "mnist-cnn"}, "readout": %s, "precision": "bfloat16",
                 "stop": {"max-trials": 1000}, "block-size": 100}
                """
                .formatted(readout),
            "out",
            1);

    assertThat(end.setup().rounding()).isNotNull();
    assertThat(end.setup().rounding().trials()).isEqualTo(100);
    assertThat(end.setup().rounding().changedLabels()).isNull();
    assertThat(end.setup().rounding().relativeDifference()).isPositive().isLessThan(0.05);
  }

  @Test
  void resumesOnlyInItsOwnPrecision() throws Exception {
    run(STUDY.formatted("label", "bfloat16", 2_000), "out", 1);

    assertRefused(() -> start(STUDY.formatted("label", "float32", 4_000), "out", 1).close())
        .hasMessageContaining("(study.precision is missing and was bfloat16)");

    StudyView end = run(STUDY.formatted("label", "bfloat16", 4_000), "out", 1);
    run(STUDY.formatted("label", "bfloat16", 4_000), "whole", 1);
    assertThat(end.progress().trials()).isEqualTo(4_000);
    assertSameResults("out", "whole");
  }

  @Test
  void planWithoutPrecisionIsOfFloat32() throws IOException {
    NumericPlan plan =
        Json.MAPPER.readValue(
            """
            {"blockSize": 1000, "batchSize": 250, "threadsPerLane": 1, "generator": "g",
             "platform": {"device": "cpu", "instructions": "amd64 avx2", "engine": "pytorch"}}
            """,
            NumericPlan.class);

    assertThat(plan.precision()).isEqualTo(Precision.FLOAT32);
    assertThat(Json.MAPPER.valueToTree(plan).path("precision").asText()).isEqualTo("float32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "readout": {"kind": "probability"}, "estimator": "gradient" | study.precision is bfloat16; it must be float32 with estimator = gradient, whose gradients and small differences are lost by rounding; half precision requires estimator = average or regression
          "readout": {"kind": "logit"}, "estimator": "combined" | study.precision is bfloat16; it must be float32 with estimator = combined, whose gradients and small differences are lost by rounding; half precision requires estimator = average or regression
          """)
  void gradientsAreRefused(String keys, String message) {
    String study =
        """
        {"observer": {"model": "mnist-cnn"}, "precision": "bfloat16", %s}
        """
            .formatted(keys);
    assertRefused(() -> start(study, "out", 1).close(), message);
  }

  /** Logits of the first trials, in the batches of the study. */
  private float[][] responses(Precision precision) {
    ObserverSource source = new Catalogue(folder).named("mnist-cnn").withPrecision(precision);
    StimulusSequence sequence =
        new StimulusSequence(new WhiteNoise(new UniformLaw(), PIXELS), false);
    float[][] responses = new float[TRIALS_COMPARED][];
    int batch = 250;
    try (StimulusSampler sampler =
            new StimulusSampler(sequence, new Rendering.AsDrawn(), source.description());
        Observer observer = source.load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[][] images = sampler.shown(5, 500, TRIALS_COMPARED);
      ByteBuffer memory =
          ByteBuffer.allocateDirect(batch * PIXELS * Float.BYTES + 64)
              .alignedSlice(64)
              .order(ByteOrder.nativeOrder());
      for (int first = 0; first < TRIALS_COMPARED; first += batch) {
        memory.clear();
        for (int trial = 0; trial < batch; trial++) {
          for (float pixel : images[first + trial]) {
            memory.putFloat(pixel);
          }
        }
        try (NDManager scope = manager.newSubManager()) {
          NDArray stimuli =
              scope.create(
                  memory.slice(0, batch * PIXELS * Float.BYTES).order(ByteOrder.nativeOrder()),
                  new Shape(batch, 1, 28, 28),
                  DataType.FLOAT32);
          float[] logits = observer.forward(stimuli).toFloatArray();
          for (int trial = 0; trial < batch; trial++) {
            responses[first + trial] = Arrays.copyOfRange(logits, 10 * trial, 10 * trial + 10);
          }
        }
      }
    }
    return responses;
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
