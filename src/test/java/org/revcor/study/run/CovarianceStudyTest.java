package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.inference.SimulatedObserver;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

@Tag("full")
class CovarianceStudyTest {
  private static final int SIDE = 6;
  private static final int D = SIDE * SIDE;
  private static final float[] FILTERS = filters();

  /** Two neurons that respond with the square of their filter outputs. */
  private static final SimulatedObserver ENERGY = linear().disturbed(NDArray::square);

  /** Two neurons that multiply filter outputs, one that squares one of them, and a linear one. */
  private static final SimulatedObserver UNITS =
      SimulatedObserver.linear("units", SIDE, SIDE, twice(FILTERS))
          .disturbed(CovarianceStudyTest::units);

  private static final String LABELS =
      study("readout.kind = label, covariance { channels = [\"1\"], permutations = 199 }");

  @TempDir private Path folder;

  @Test
  void squaringNeuronHasItsFilterAsItsOnlyAxis() throws Exception {
    run(
        study("readout { kind = activation, layer = logits }, covariance { level = 0.001 }"),
        ENERGY,
        "energy",
        2);

    JsonNode table = table("energy");
    Npy.Array axes = npy("energy", "stc-axes.npy");
    Npy.Array eigenvalues = npy("energy", "stc-eigenvalues.npy");
    Npy.Array covariance = npy("energy", "stc-covariance.npy");
    assertThat(axes.shape()).containsExactly(2, 1, 1, SIDE, SIDE);
    assertThat(covariance.shape()).containsExactly(2, 2, D, D);
    assertThat(npy("energy", "stc-averages.npy").shape()).containsExactly(2, 2, D);
    assertThat(eigenvalues.shape()).containsExactly(2, D);
    for (int channel = 0; channel < 2; channel++) {
      JsonNode axis = table.at("/channels/%d/axes/0".formatted(channel));
      // E[u⁴]/E[u²] of a standard normal u; its error is √(E[u⁴(u²-3)²]/n) = √(42/20,000) = .046
      assertThat(axis.path("eigenvalue").asDouble()).isCloseTo(3, within(0.2));
      assertThat(axis.path("kind").asText()).isEqualTo("excitatory");
      assertThat(eigenvalues.values()[channel * D])
          .isCloseTo((float) axis.path("eigenvalue").asDouble(), within(1e-4f));
      // E[u²x²]/E[u²] over all values is 36 - 1 + 3; its error is √(2·35·3/n + .065²) = .16 in a
      // half
      double trace = 0;
      for (int i = 0; i < D; i++) {
        trace += covariance.values()[2 * channel * D * D + i * D + i];
      }
      assertThat(trace).isCloseTo(38, within(0.7));
      assertThat(Math.abs(along(axes.values(), channel * D, FILTERS, channel * D)))
          .isGreaterThan(0.98);
    }
    assertThat(Files.exists(folder.resolve("energy/stc.png"))).isTrue();
  }

  @Test
  void labelHasAnAxisOfEachKind() throws Exception {
    StudyView end = run(LABELS, ENERGY, "labels", 1);

    JsonNode channel = table("labels").at("/channels/0");
    assertThat(end.warnings()).isEmpty();
    assertThat(channel.path("name").asText()).isEqualTo("1");
    assertThat(channel.path("axes").findValuesAsText("kind"))
        .containsExactlyInAnyOrder("excitatory", "suppressive");
    // E[u² | u² > v²] = 1 + 2/π of two standard normals, and 1 - 2/π of the lesser one
    for (JsonNode axis : channel.path("axes")) {
      assertThat(axis.path("p").asDouble()).isEqualTo(0.01);
      double sign = axis.path("kind").asText().equals("excitatory") ? 1 : -1;
      assertThat(axis.path("eigenvalue").asDouble()).isCloseTo(1 + sign * 2 / Math.PI, within(0.1));
    }
  }

  @Test
  void fewPermutationsFindNoAxisAndAreWarnedOf() throws Exception {
    StudyView end = run(LABELS.replace("199", "9"), ENERGY, "few", 1);

    assertThat(end.warnings())
        .containsExactly(
            "covariance: p of 9 permutations is at least 0.2, so no axis is significant at level"
                + " 0.01; 199 are required");
    assertThat(table("few").at("/channels/0/axes")).isEmpty();
  }

  @Test
  void negativeResponsesEndTheSearchButNotTheStudy() throws Exception {
    StudyView end =
        run(
            study("readout { kind = activation, layer = logits }, covariance {}"),
            linear(),
            "signed",
            1);

    assertThat(end.lifecycle().state()).isEqualTo(StudyState.FINISHED);
    assertThat(end.warnings())
        .containsExactly(
            "covariance of logits[0], logits[1] is undefined: some responses are below 0 and cannot"
                + " weight stimuli");
    assertThat(table("signed").at("/channels/0/problem").asText())
        .startsWith("some responses are below 0");
    assertThat(npy("signed", "stc-axes.npy").shape()).containsExactly(2, 0, 1, SIDE, SIDE);
    assertThat(Files.exists(folder.resolve("signed/stc.png"))).isFalse();
    assertThat(Files.exists(folder.resolve("signed/maps.npy"))).isTrue();
  }

  /** Products of responses near the largest float32 number overflow, so no axes can be computed. */
  @Test
  void studyWhoseResultsCannotBeComputedFails() throws Exception {
    StudyView end =
        run(
            study("readout { kind = activation, layer = logits }, covariance {}"),
            linear().disturbed(response -> response.square().mul(1e37)),
            "huge",
            1);

    assertThat(end.lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(end.lifecycle().problem()).startsWith("its results cannot be computed (");
    assertThat(new RunDirectory(folder.resolve("huge")).record()).contains(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          readout.kind = logit, covariance {} | study.covariance is requested with readout logit; it must be left out, since responses below 0 cannot weight stimuli; label, probability and activations after a ReLU can
          stimulus.antithetic = true, covariance {} | study.covariance is requested with antithetic pairs; it must be left out, since both stimuli of a pair have the same second moments
          readout.kind = logit, estimator = gradient, covariance.permutations = 9 | study.covariance.permutations is 9; it must be 0 with estimator = gradient, whose axes are tested by rotations
          covariance.channels = ["2"] | study.covariance.channels is 2; it must be one of 0, 1; did you mean 0?
          covariance.channels = [] | study.covariance.channels is []; it must be a list of at least one channel name, without repetitions
          covariance.channels = ["1", "1"] | study.covariance.channels is ["1","1"]; it must be a list of at least one channel name, without repetitions
          covariance.level = 0 | study.covariance.level is 0; it must be a number above 0 and at most 0.5
          """)
  void unsupportedCovarianceIsRefused(String keys, String message) {
    assertRefused(() -> start(study(keys), ENERGY, "refused", 1), message);
  }

  /** Rounding of float32 of 36 products, in shares. */
  private static final double ROUNDING = 1e-5;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          law = gaussian, mean = 0, sd = 1 |
          law = uniform                    |
          law = gaussian, mean = 0, sd = 1 | gradient-channel = selected
          """)
  void gradientsHaveTheAxesThatDriveAUnit(String law, String keys) throws Exception {
    String readout =
        keys == null
            ? "readout { kind = activation, layer = logits }"
            : "readout.kind = probability";
    String study =
        "stimulus { %s }, stop.max-trials = 8000, estimator = gradient, covariance {}, %s, %s"
            .formatted(law, readout, keys == null ? "seed = 1" : keys);
    run(study(study), UNITS, "gradients", 2);

    JsonNode table = table("gradients");
    Npy.Array axes = npy("gradients", "stc-axes.npy");
    assertThat(table.path("source").asText()).isEqualTo("gradients");
    assertThat(Files.exists(folder.resolve("gradients/stc-covariance.npy"))).isFalse();
    for (int channel = 0; channel < 4; channel++) {
      JsonNode node = table.path("channels").path(channel);
      int dimension = keys == null ? List.of(2, 2, 1, 1).get(channel) : 2;
      assertThat(node.path("axes")).hasSize(dimension);
      assertThat(node.at("/subspace/dimensionAtLeast").asInt()).isEqualTo(dimension);
      double shares = 0;
      for (int axis = 0; axis < dimension; axis++) {
        shares += node.path("axes").path(axis).path("eigenvalue").asDouble();
        assertThat(inPlane(axes.values(), (channel * 2 + axis) * D)).isCloseTo(1, within(ROUNDING));
      }
      assertThat(shares).isCloseTo(1, within(ROUNDING));
    }
    if (keys == null && law.contains("gaussian")) {
      assertThat(table.findValuesAsText("firstOrderMapIsZero"))
          .containsExactly("true", "true", "true", "false");
    }
  }

  @Test
  void axesAreTheSameBytesWithOneLaneTwoLanesAndAfterAStop() throws Exception {
    assertSameBytes(LABELS, ENERGY, NDArray::square);
  }

  @Test
  void axesOfGradientsAreTheSameBytesWithOneLaneTwoLanesAndAfterAStop() throws Exception {
    assertSameBytes(
        study(
            "readout { kind = activation, layer = logits }, estimator = gradient, covariance {"
                + " channels = [\"logits[0]\", \"logits[2]\"] }"),
        UNITS,
        CovarianceStudyTest::units);
  }

  private void assertSameBytes(
      String study, SimulatedObserver observer, UnaryOperator<NDArray> outputs) throws Exception {
    run(study, observer, "one", 1);
    run(study, observer, "two", 2);
    stopAndResume(study, observer, outputs, "parts");

    assertThat(results("one").keySet())
        .contains("stc.json", "stc.png", "stc-axes.npy", "stc-eigenvalues.npy");
    assertThat(results("two")).isEqualTo(results("one"));
    assertThat(results("parts")).isEqualTo(results("one"));
  }

  @Test
  void imagesOfTooManyValuesAreRefused() {
    SimulatedObserver large = SimulatedObserver.linear("large", 33, 32, new float[2 * 33 * 32]);
    assertRefused(
        () -> start(study("covariance {}"), large, "refused", 1),
        "study.covariance is requested for maps of 1,056 values; it must be requested for maps"
            + " of at most 1,024 values: cropped maps of units of a layer (readout activation),"
            + " or latent numbers");
  }

  @Test
  void manyChannelsMustBeNamed() {
    SimulatedObserver wide = SimulatedObserver.linear("wide", SIDE, SIDE, new float[11 * D]);
    assertRefused(
        () -> start(study("covariance {}"), wide, "refused", 1),
        "study.covariance.channels is missing; it must be a list of channel names, since the"
            + " study has 11 channels; for example [\"0\"]");
  }

  @Test
  void sumsThatDoNotFitAreRefusedWithTheFigures() {
    StudySpecification study = specification(study("covariance {}"));
    Capacity small = new Capacity(2, 1 << 20, 100_000);
    assertRefused(() -> PreparedStudy.of(study, materials(ENERGY), Platform.ofThisMachine(), small))
        .hasMessageMatching(
            "study is one whose maps, covariances and products of stimuli take 0.2 MiB together; it"
                + " must be one with fewer channels .*, to fit into the 0.1 MiB of this process .*");
  }

  @Test
  void noiseThatIsNotSphericalIsReportedInAWarning() throws Exception {
    StudyView end =
        run(
            study("stimulus.law = uniform, stop.max-trials = 10000, covariance {}"),
            ENERGY,
            "uniform",
            2);
    assertThat(end.warnings())
        .containsExactly(
            "covariance: only Gaussian noise is the same in all directions; under this law a filter"
                + " of few pixels has axes that the noise alone causes");
  }

  private static String study(String keys) {
    String law = keys.contains("law") ? "" : "stimulus { law = gaussian, mean = 0, sd = 1 }, ";
    return "study { observer.model = energy, block-size = 200, stop.max-trials = 20000, %s%s }"
        .formatted(law, keys);
  }

  private static SimulatedObserver linear() {
    return SimulatedObserver.linear("energy", SIDE, SIDE, FILTERS);
  }

  private static float[] twice(float[] filters) {
    float[] all = Arrays.copyOf(filters, 2 * filters.length);
    System.arraycopy(filters, 0, all, filters.length, filters.length);
    return all;
  }

  /** Two filters of unit norm, nearly at right angles. */
  private static float[] filters() {
    Random random = new Random(3);
    float[] filters = new float[2 * D];
    for (int filter = 0; filter < 2; filter++) {
      double squares = 0;
      for (int i = 0; i < D; i++) {
        filters[filter * D + i] = (float) random.nextGaussian();
        squares += filters[filter * D + i] * filters[filter * D + i];
      }
      for (int i = 0; i < D; i++) {
        filters[filter * D + i] /= (float) Math.sqrt(squares);
      }
    }
    return filters;
  }

  /** Stops a study after twenty batches, the next of which wait for the stop, and resumes it. */
  private void stopAndResume(
      String study, SimulatedObserver observer, UnaryOperator<NDArray> outputs, String out)
      throws Exception {
    CountDownLatch some = new CountDownLatch(20);
    CountDownLatch stopped = new CountDownLatch(1);
    SimulatedObserver counted =
        observer.disturbed(
            response -> {
              if (some.getCount() == 0) {
                await(stopped);
              }
              some.countDown();
              return outputs.apply(response);
            });
    try (HeadlessStudy running = start(study, counted, out, 2)) {
      await(some);
      running.stop();
      stopped.countDown();
      StudyView part = running.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(part.lifecycle().end()).isEqualTo(EndReason.STOPPED);
    }
    run(study, observer, out, 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Energy, product, square and linear units of two filters. */
  private static NDArray units(NDArray outputs) {
    NDArray u = outputs.get(":, 0:1");
    NDArray v = outputs.get(":, 1:2");
    return NDArrays.concat(
        new NDList(u.square().add(v.square()), u.mul(v), u.square(), outputs.get(":, 2:3")), 1);
  }

  /** Returns the squared norm of the part of a direction in the plane of both filters. */
  private static double inPlane(float[] directions, int from) {
    double cosine = along(FILTERS, 0, FILTERS, D);
    double u = along(directions, from, FILTERS, 0);
    double v = (along(directions, from, FILTERS, D) - cosine * u) / Math.sqrt(1 - cosine * cosine);
    return u * u + v * v;
  }

  private static double along(float[] a, int fromA, float[] b, int fromB) {
    double sum = 0;
    for (int i = 0; i < D; i++) {
      sum += (double) a[fromA + i] * b[fromB + i];
    }
    return sum;
  }

  private StudyView run(String study, SimulatedObserver observer, String out, int lanes)
      throws Exception {
    try (HeadlessStudy running = start(study, observer, out, lanes)) {
      return running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }

  private HeadlessStudy start(String study, SimulatedObserver observer, String out, int lanes) {
    return HeadlessStudy.start(
        specification(study),
        materials(observer),
        folder.resolve(out),
        new LaneSettings(lanes, Duration.ofSeconds(60), 3, 1 << 20),
        Duration.ofMillis(100));
  }

  private StudySpecification specification(String study) {
    try {
      return StudyFile.read(Files.writeString(folder.resolve("study.conf"), study));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Materials materials(SimulatedObserver observer) {
    return new Materials(reference -> observer, Path::of, folder, new Bases(folder));
  }

  private JsonNode table(String out) throws IOException {
    return Json.MAPPER.readTree(folder.resolve(out).resolve("stc.json").toFile());
  }

  private Npy.Array npy(String out, String name) throws IOException {
    return Npy.read(Files.readAllBytes(folder.resolve(out).resolve(name)));
  }

  private Map<String, Object> results(String out) {
    return StudyRuns.results(folder.resolve(out));
  }
}
