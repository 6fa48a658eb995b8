package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.SimulatedObserver;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.NonNegativeParts;
import org.revcor.study.results.SmoothAxes;
import org.revcor.study.specification.StudyFile;

/** Both channels respond with the sum of the squares of two filters, each a square of pixels. */
class CovarianceAnalysesTest {
  private static final int SIDE = 6;
  private static final int D = SIDE * SIDE;
  private static final float[] FILTERS = filters();

  @TempDir private Path folder;

  @Test
  void smoothAxesSpanTheFilters() throws Exception {
    run("covariance { channels = [\"logits[1]\"] }, stop.max-trials = 20000");
    List<String> started = new ArrayList<>();

    SmoothAxes result = SmoothAxes.analyse(out(), started::add);

    assertThat(started).containsExactly("logits[1]");
    assertThat(result.channels()).hasSize(1);
    assertThat(result.channels().getFirst().axes()).hasSize(2);
    for (SmoothAxes.Axis axis : result.channels().getFirst().axes()) {
      assertThat(axis.kind()).isEqualTo("excitatory");
      // E[u²(u²+v²)]/E[u²+v²] of standard normal u and v is 2, which the prior shrinks a little
      assertThat(axis.eigenvalue()).isCloseTo(2, within(0.15));
      assertThat(axis.gain()).isGreaterThan(100);
    }
    Npy.Array axes = Npy.read(Files.readAllBytes(out().resolve("bayesian-axes.npy")));
    assertThat(axes.shape()).containsExactly(1, 2, 1, SIDE, SIDE);
    for (int axis = 0; axis < 2; axis++) {
      double first = along(axes.values(), axis, 0);
      double second = along(axes.values(), axis, 1);
      assertThat(first * first + second * second).isGreaterThan(0.97);
    }
    JsonNode json = Json.MAPPER.readTree(out().resolve("bayesian.json").toFile());
    assertThat(json.path("trials").asLong()).isEqualTo(20_000);
    assertThat(json.at("/channels/0/axes/1/kind").asText()).isEqualTo("excitatory");
    assertThat(json.at("/channels/0/problem").isNull()).isTrue();
    assertThat(out().resolve("bayesian.png")).isNotEmptyFile();
  }

  @Test
  void partsAreTheFilters() throws Exception {
    run("covariance {}, stop.max-trials = 20000");

    NonNegativeParts result = NonNegativeParts.analyse(out(), 2);

    Npy.Array parts = Npy.read(Files.readAllBytes(out().resolve("nmf.npy")));
    assertThat(parts.shape()).containsExactly(2, 2, 1, SIDE, SIDE);
    for (NonNegativeParts.Channel channel : result.channels()) {
      assertThat(channel.problem()).isNull();
      assertThat(channel.explained()).isCloseTo(2, within(0.2));
      assertThat(channel.effects()).allSatisfy(effect -> assertThat(effect).isBetween(0.8, 1.2));
    }
    for (int part = 0; part < 4; part++) {
      double best = Math.max(along(parts.values(), part, 0), along(parts.values(), part, 1));
      assertThat(best).isGreaterThan(0.95);
    }
    assertThat(out().resolve("nmf.png")).isNotEmptyFile();
    JsonNode json = Json.MAPPER.readTree(out().resolve("nmf.json").toFile());
    assertThat(json.path("modules").intValue()).isEqualTo(2);
    assertThat(json.path("sparsity").doubleValue()).isEqualTo(0.3);
    assertThat(json.at("/channels/1/effects")).hasSize(2);
  }

  @Test
  void channelsWithoutSecondMomentsStateTheReason() throws Exception {
    run("covariance {}, stop.max-trials = 400", observer(response -> response.sub(2)));

    SmoothAxes axes = SmoothAxes.analyse(out(), name -> {});
    NonNegativeParts parts = NonNegativeParts.analyse(out(), 2);

    assertThat(axes.channels())
        .allSatisfy(channel -> assertThat(channel.problem()).contains("below 0"));
    assertThat(parts.channels())
        .allSatisfy(channel -> assertThat(channel.problem()).contains("below 0"));
    assertThat(Npy.read(Files.readAllBytes(out().resolve("bayesian-axes.npy"))).shape())
        .containsExactly(2, 0, 1, SIDE, SIDE);
    assertThat(out().resolve("bayesian.png")).doesNotExist();
  }

  @Test
  void newStudyInTheFolderDeletesEarlierAnalyses() throws Exception {
    run("covariance {}, stop.max-trials = 400");
    SmoothAxes.analyse(out(), name -> {});
    NonNegativeParts.analyse(out(), 1);
    for (String file : List.of("record.json", "summary.json", "checkpoint-400")) {
      Files.delete(out().resolve(file));
    }

    run("stop.max-trials = 400");

    assertThat(out().resolve("bayesian-axes.npy")).doesNotExist();
    assertThat(out().resolve("nmf.json")).doesNotExist();
    assertRefused(
        () -> NonNegativeParts.analyse(out(), 1),
        "DIR is %s (holds no covariance); it must be a study with covariance { }, for --bayesian and --nmf"
            .formatted(out()));
  }

  @Test
  void numbersOfPartsOutOfRangeAreRefused() throws Exception {
    assertThatThrownBy(() -> NonNegativeParts.analyse(out(), 0))
        .hasMessage("--nmf is 0; it must be a whole number from 1 to 50");
    run("covariance {}, stop.max-trials = 400");
    assertThatThrownBy(() -> NonNegativeParts.analyse(out(), 36))
        .hasMessage("--nmf is 36; it must be fewer than the 36 values of a map");
  }

  private static double along(float[] directions, int index, int filter) {
    double sum = 0;
    for (int i = 0; i < D; i++) {
      sum += directions[index * D + i] * FILTERS[filter * D + i];
    }
    return sum;
  }

  private static SimulatedObserver observer(UnaryOperator<NDArray> last) {
    return SimulatedObserver.linear("energy", SIDE, SIDE, FILTERS)
        .disturbed(
            response -> {
              NDArray energy = response.square().sum(new int[] {1}, true);
              return last.apply(energy.concat(energy, 1));
            });
  }

  private void run(String keys) throws Exception {
    run(keys, observer(response -> response));
  }

  private void run(String keys, SimulatedObserver observer) throws Exception {
    String study =
        "study { observer.model = energy, block-size = 200, readout { kind = activation, layer = logits }, stimulus { law = gaussian, mean = 0, sd = 1 }, %s }"
            .formatted(keys);
    try (HeadlessStudy running =
        HeadlessStudy.start(
            StudyFile.read(Files.writeString(folder.resolve("study.conf"), study)),
            new Materials(reference -> observer, Path::of, folder, new Bases(folder)),
            out(),
            new LaneSettings(2, Duration.ofSeconds(60), 3, 1 << 20),
            Duration.ofMinutes(1))) {
      running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  private static float[] filters() {
    float[] filters = new float[2 * D];
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        filters[(row + 1) * SIDE + column + 1] = 0.5f;
        filters[D + (row + 3) * SIDE + column + 3] = 0.5f;
      }
    }
    return filters;
  }
}
