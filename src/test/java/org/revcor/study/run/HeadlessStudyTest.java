package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.SimulatedObserver;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.Conventions;
import org.revcor.study.specification.WhiteNoiseKind;

class HeadlessStudyTest {
  private static final int SIDE = 8;
  private static final SimulatedObserver LINEAR =
      SimulatedObserver.linear("linear", SIDE, SIDE, weights(3 * SIDE * SIDE));
  private static final StoppingRule MANY = new StoppingRule(Optional.of(20_000L), Optional.empty());
  private static final StoppingRule FEW = new StoppingRule(Optional.of(5_000L), Optional.empty());

  @TempDir private Path folder;

  @Test
  void logitMapOfALinearObserverIsItsWeights() throws Exception {
    StudySpecification study = specification(new GaussianLaw(0.5, 0.2), ClassReadout.LOGIT, MANY);

    StudyView end = run(study, LINEAR, "logit", 2);

    float[] maps = Npy.floats(Files.readAllBytes(folder.resolve("logit/maps.npy")));
    float[] errors = Npy.floats(Files.readAllBytes(folder.resolve("logit/errors.npy")));
    float[] weights = weights(3 * SIDE * SIDE);
    double chi2 = 0;
    for (int i = 0; i < weights.length; i++) {
      chi2 += Math.pow((maps[i] - weights[i]) / errors[i], 2);
    }
    assertThat(end.progress().trials()).isEqualTo(20_000);
    assertThat(end.setup().conventions()).containsEntry("estimand", "first-order-kernel");
    // Each of the 192 squared errors is about chi-square with one degree of freedom: sd of their
    // mean √(2/192) = .10.
    assertThat(chi2 / weights.length).isBetween(0.6, 1.4);
  }

  @Test
  void reliableStudyEndsAtTheSameLookWithTheSameBytes() throws Exception {
    StoppingRule reliable = new StoppingRule(Optional.of(200_000L), Optional.of(0.8));
    StudySpecification study = specification(new UniformLaw(), ClassReadout.LABEL, reliable);

    StudyView one = run(study, LINEAR, "one", 1);
    StudyView two = run(study, LINEAR.disturbed(throwingAt(3, 11)), "two", 2);

    assertThat(one.lifecycle().end()).isEqualTo(EndReason.RELIABILITY);
    assertThat(one.progress().trials()).isLessThan(200_000);
    assertThat(two.progress().trials()).isEqualTo(one.progress().trials());
    assertThat(results("two")).isEqualTo(results("one"));
    List<String> history = Files.readAllLines(folder.resolve("one/history.csv"));
    int looks = (history.size() - 1) / 3;
    assertThat(one.progress().looks()).isEqualTo(looks);
    assertThat(history.getFirst())
        .isEqualTo("trials,channel,count,reliability,snr,assured,standing,precision,trialsTo");
    assertThat(history.getLast()).startsWith(one.progress().trials() + ",2,");
    assertThat(one.channels()).allMatch(channel -> orZero(channel.quality().reliability()) >= 0.8);
  }

  /** 192 values of three kernels with errors of some √(32/n): 4.9 of them are .25 at n = 12,000. */
  @Test
  void preciseStudyEndsAtTheFirstLooksThatMeetTheTarget() throws Exception {
    StudySpecification study =
        specification(new GaussianLaw(0.5, 0.2), ClassReadout.LOGIT, precise(0.25, 200_000));

    StudyView end = run(study, LINEAR, "precise", 2);

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.PRECISION);
    assertThat(end.progress().trials()).isBetween(10_000L, 20_000L);
    assertThat(end.warnings()).isEmpty();
    assertThat(end.channels())
        .allSatisfy(
            channel -> {
              assertThat(channel.standing()).isEqualTo(StoppingStatus.REACHED);
              assertThat(channel.quality().precision()).isLessThanOrEqualTo(0.25);
              assertThat(channel.trialsTo()).isEqualTo((double) end.progress().trials());
            });
    float[] maps = Npy.floats(Files.readAllBytes(folder.resolve("precise/maps.npy")));
    float[] weights = weights(3 * SIDE * SIDE);
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) maps[i]).isCloseTo(weights[i], within(0.25));
    }
  }

  @Test
  void precisionBeyondMaxTrialsIsWarnedOfWithTheTrialsNeeded() throws Exception {
    StudySpecification study =
        specification(new GaussianLaw(0.5, 0.2), ClassReadout.LOGIT, precise(0.025, 20_000));

    StudyView end = run(study, LINEAR, "short", 2);

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.MAX_TRIALS);
    double needed =
        end.channels().stream().mapToDouble(channel -> orZero(channel.trialsTo())).max().orElse(0);
    // a tenth of the width takes a hundred times the trials, and a little for the longer sequence
    assertThat(needed).isBetween(900_000.0, 2_200_000.0);
    assertThat(end.warnings())
        .containsExactly(
            "at the look at trial 20000, the targets need about %d trials, more than max-trials"
                .formatted((long) needed));
  }

  @Test
  void precisionOfTooFewBlocksIsRefused() {
    StudySpecification study =
        specification(new UniformLaw(), ClassReadout.LOGIT, precise(0.25, 19_800));

    assertRefused(
        () -> run(study, LINEAR, "few", 1),
        "study.stop.precision is 0.25; it must be left out, or used with max-trials of at least"
            + " 20000 (100 blocks of 200 trials) or a smaller block-size");
  }

  @Test
  void studyAtItsTimeLimitEndsAtABlockAndIsComplete() throws Exception {
    StoppingRule second =
        new StoppingRule(
            Optional.empty(),
            Optional.of(0.999_999_9),
            Optional.empty(),
            0.05,
            1,
            TargetCombination.ALL,
            Optional.of(Duration.ofSeconds(1)));
    StudySpecification study = specification(new UniformLaw(), ClassReadout.LABEL, second);

    StudyView end = run(study, LINEAR, "timed", 2);

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.TIME);
    assertThat(end.lifecycle().state()).isEqualTo(StudyState.FINISHED);
    assertThat(end.progress().seconds()).isGreaterThanOrEqualTo(1);
    assertThat(end.progress().trials() % 200).isZero();
    double counts = end.channels().stream().mapToDouble(ChannelView::count).sum();
    assertThat(counts).isEqualTo((double) end.progress().trials());
    assertThat(run(study, LINEAR, "timed", 2)).isEqualTo(end);
  }

  @Test
  void verdictCountsClassesWithTooFewResponses() throws Exception {
    float[] weights = weights(3 * SIDE * SIDE);
    Arrays.fill(weights, 2 * SIDE * SIDE, weights.length, -10);
    StoppingRule reliable = new StoppingRule(Optional.of(200_000L), Optional.of(0.8));
    StudySpecification study = specification(new UniformLaw(), ClassReadout.LABEL, reliable);

    StudyView end =
        run(study, SimulatedObserver.linear("two of three", SIDE, SIDE, weights), "two", 2);

    assertThat(end.lifecycle().end()).isEqualTo(EndReason.RELIABILITY);
    assertThat(end.maps().stopping()).isEqualTo(new StudyView.StoppingView(2, 2, 3));
    assertThat(end.warnings()).containsExactly(fewBlocks(end));
    assertThat(end.maps().verdict())
        .isEqualTo("2 of 3 classes have a reliable map; 1 hardly ever occurred under this noise.");
    JsonNode summary = Json.MAPPER.readTree(folder.resolve("two/summary.json").toFile());
    assertThat(summary.path("stopping").toString())
        .isEqualTo("{\"reached\":2,\"judged\":2,\"channels\":3}");
  }

  private static String fewBlocks(StudyView end) {
    return "the study ended after %d blocks; standard errors of fewer than 50 are rough, a smaller block-size gives more blocks"
        .formatted(end.progress().trials() / 200);
  }

  private static StoppingRule precise(double precision, long maxTrials) {
    return new StoppingRule(
        Optional.of(maxTrials),
        Optional.empty(),
        Optional.of(precision),
        0.05,
        1,
        TargetCombination.ALL,
        Optional.empty());
  }

  @Test
  void outputNaNFailsTheStudyAndKeepsTheFoldedTrials() throws Exception {
    AtomicInteger batches = new AtomicInteger();
    SimulatedObserver late =
        LINEAR.disturbed(
            response -> batches.incrementAndGet() == 30 ? response.mul(Float.NaN) : response);

    StudyView end = run(specification(new UniformLaw(), ClassReadout.LABEL, MANY), late, "nan", 1);

    assertThat(end.lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(end.lifecycle().end()).isEqualTo(EndReason.FAILURE);
    assertThat(end.lifecycle().problem())
        .startsWith("observer linear returned NaN at output 0 of trial ")
        .endsWith("; its outputs must be finite numbers");
    assertThat(end.progress().trials()).isPositive();
    assertThat(Files.exists(folder.resolve("nan/maps.npy"))).isTrue();
  }

  @Test
  void folderOfTheSameFileWithAnotherScaleIsRefused() throws Exception {
    URL linear = HeadlessStudyTest.class.getResource("/org/revcor/observer/file/linear.pt");
    Path file = Files.copy(Path.of(linear.toURI()), folder.resolve("net.pt"));
    StudySpecification study =
        StudyFile.parseJson(
            "{\"observer\":{\"file\":\"%s\"},\"stop\":{\"max-trials\":400}}".formatted(file));
    Path card = folder.resolve("net.json");
    Files.writeString(card, "{\"input\": [1, 4, 4]}");
    try (HeadlessStudy running = startFromFile(study)) {
      running.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    Files.writeString(card, "{\"input\": [1, 4, 4], \"scale\": \"bytes\"}");

    assertRefused(() -> startFromFile(study))
        .hasMessageContaining(
            "which holds the study \"net.pt under uniform white noise\" (observer.scale is bytes"
                + " and was unit)");
  }

  private HeadlessStudy startFromFile(StudySpecification study) {
    return HeadlessStudy.start(
        study,
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        folder.resolve("scaled"),
        new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 20),
        Duration.ofSeconds(60));
  }

  @Test
  void channelsWithoutATrialHaveNoMap() throws Exception {
    float[] weights = new float[2 * SIDE * SIDE];
    weights[0] = 1;
    SimulatedObserver first = SimulatedObserver.linear("first", SIDE, SIDE, weights);

    StudyView end =
        run(specification(new UniformLaw(), ClassReadout.LABEL, MANY), first, "empty", 1);

    float[] maps = Npy.floats(Files.readAllBytes(folder.resolve("empty/maps.npy")));
    assertThat(end.channels().get(1).count()).isZero();
    assertThat(maps[0]).as("the only class is everything, so its map is blank").isZero();
    assertThat(maps[SIDE * SIDE]).isNaN();
  }

  @Test
  void manyChannelsShareAccumulatorsAndKeepTheirOrder() throws Exception {
    int channels = 1_100;
    float[] weights = weights(channels * SIDE * SIDE);
    SimulatedObserver wide = SimulatedObserver.linear("wide", SIDE, SIDE, weights);

    StudyView end =
        run(specification(new GaussianLaw(0, 1), ClassReadout.LOGIT, FEW), wide, "wide", 2);

    float[] maps = Npy.floats(Files.readAllBytes(folder.resolve("wide/maps.npy")));
    assertThat(end.channels()).hasSize(channels);
    // The error of a kernel value is about √(Σw²/n) = √(32/5,000) = .08.
    for (int channel : new int[] {0, 63, 64, 1_023, 1_099}) {
      int i = channel * SIDE * SIDE + 5;
      assertThat((double) maps[i]).isCloseTo(weights[i], org.assertj.core.data.Offset.offset(0.3));
    }
  }

  /** Throws at the given batches, each once. */
  private static UnaryOperator<NDArray> throwingAt(int first, int second) {
    AtomicInteger batches = new AtomicInteger();
    return response -> {
      int batch = batches.incrementAndGet();
      if (batch == first || batch == second) {
        throw new IllegalStateException("the lane dies");
      }
      return response;
    };
  }

  private static double orZero(@org.jspecify.annotations.Nullable Double value) {
    return value == null ? 0 : value;
  }

  private static float[] weights(int n) {
    float[] weights = new float[n];
    for (int i = 0; i < n; i++) {
      weights[i] = (float) Math.sin(i * 1.7 + 0.3);
    }
    return weights;
  }

  private static StudySpecification specification(Law law, Readout readout, StoppingRule stop) {
    return new StudySpecification(
        "test",
        11,
        new ObserverReference.Named("linear"),
        new StudySpecification.Stimuli(new WhiteNoiseKind(law)),
        readout,
        false,
        new StudySpecification.Estimation(Estimator.AVERAGE, Conventions.DEFAULT),
        stop,
        new StudySpecification.Numerics(Optional.of(200)));
  }

  private StudyView run(StudySpecification study, SimulatedObserver observer, String out, int lanes)
      throws Exception {
    try (HeadlessStudy running = start(study, observer, out, lanes)) {
      return running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }

  private HeadlessStudy start(
      StudySpecification study, SimulatedObserver observer, String out, int lanes) {
    return HeadlessStudy.start(
        study,
        new Materials(reference -> observer, Path::of, folder, new Bases(folder)),
        folder.resolve(out),
        new LaneSettings(lanes, Duration.ofSeconds(60), 3, 1 << 20),
        Duration.ofMillis(100));
  }

  private Map<String, Object> results(String out) {
    return StudyRuns.results(folder.resolve(out));
  }
}
