package org.revcor.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.benchmark.Bench.Pipeline;
import org.revcor.benchmark.Options.PeerCommand;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.specification.StudyFile;

@Tag("full")
class BenchTest {
  private static final Options SHORT =
      Options.of(
          2,
          0.05,
          0,
          List.of(new PeerCommand("echo '{\"per_second\": 50}'", 2, OptionalLong.empty())));
  private static final Options ONE_ROUND = Options.of(1, 0.05, 0, List.of());
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @TempDir private Path folder;
  private final List<String> parts = new ArrayList<>();

  @Test
  void everyRoundHasCeilingPipelinePeersAndStages() {
    Results results = measured("readout.kind = label", SHORT);

    assertThat(results.rounds()).hasSize(2);
    assertThat(results.stages().keySet())
        .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(Stage.GRADIENT)));
    for (Round round : results.rounds()) {
      assertThat(round.ceiling().perSecond()).isPositive();
      assertThat(round.ceiling().processorMicros()).isPositive();
      assertThat(round.pipeline().perSecond()).isPositive();
      assertThat(round.pipeline().processorMicros()).isPositive();
      assertThat(round.peers()).containsExactly(100.0);
      assertThat(round.cost(Stage.FORWARD).micros()).isEqualTo(2e6 / round.ceiling().perSecond());
    }
    assertThat(results.peakMebibytes()).isPositive();
    assertThat(results.subject().lanes()).isEqualTo(2);
    assertThat(results.subject().forwardsPerTrial()).isEqualTo(1);
    assertThat(parts)
        .containsExactly(
            "0 warming up",
            "1 the network alone",
            "1 the whole study",
            "1 the network alone",
            "1 peer 1",
            "1 each stage",
            "2 peer 1",
            "2 the network alone",
            "2 the whole study",
            "2 the network alone",
            "2 each stage");
  }

  /** Gradients are changed in place, targets stop studies early, layers are hidden ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "readout.kind = probability, estimator = gradient, stop { reliability = 0.01, max-trials ="
            + " 200 }",
        "readout { kind = activation, layer = conv1, units = 0-2 }, stop { time = 1s }",
        "readout.kind = logit, stop { precision = 100 }",
        "readout.kind = label, covariance { channels = [\"3\"] }"
      })
  void measuresStudiesOfEveryKind(String study) {
    Results results = measured(study, ONE_ROUND);
    assertThat(results.stages().containsKey(Stage.GRADIENT))
        .isEqualTo(results.subject().forwardsPerTrial() > 1);
    assertThat(results.pipeline().perSecond().median()).isPositive();
  }

  @Test
  void warmsUpBeforeTheFirstRound() {
    BenchmarkedStudy factory = factory("readout.kind = label");
    Options warm = Options.of(1, 0.05, 1, List.of());
    try (Watched watched = new Watched(pipeline(factory))) {
      new Bench(
              factory,
              watched,
              INTERVAL,
              false,
              warm,
              (round, what) -> parts.add(what + " after " + watched.runs.size()))
          .run(folder.resolve("stages"));
      assertThat(parts).startsWith("warming up after 0", "the network alone after 1");
      assertThat(watched.runs).hasSize(2);
      assertThat(watched.runs.getFirst()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  /** Records how long a pipeline ran after each start. */
  private static final class Watched implements Pipeline {
    private final Pipeline pipeline;
    private final List<Duration> runs = new ArrayList<>();
    private long begun;

    Watched(Pipeline pipeline) {
      this.pipeline = pipeline;
    }

    @Override
    public void resume() {
      begun = System.nanoTime();
      pipeline.resume();
    }

    @Override
    public long trials() {
      return pipeline.trials();
    }

    @Override
    public Duration settling() {
      return pipeline.settling();
    }

    @Override
    public void pause() {
      pipeline.pause();
      runs.add(Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public void close() {
      pipeline.close();
    }
  }

  @Test
  void stopEndsWithoutResults() {
    BenchmarkedStudy factory = factory("readout.kind = label");
    try (Pipeline pipeline = pipeline(factory)) {
      Bench measurement = new Bench(factory, pipeline, INTERVAL, false, SHORT, (round, what) -> {});
      measurement.stop();
      assertThatThrownBy(() -> measurement.run(folder.resolve("stages")))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void recordedStimuliAreRefused() throws IOException {
    float[] values = new float[40 * 784];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 11;
    }
    Path file = folder.resolve("stimuli.npy");
    Files.write(file, Npy.floats(values, 40, 1, 28, 28));
    assertRefused(
        () ->
            factory(
                "stimulus { kind = recorded, file = \"%s\" }, stop.max-trials = 40"
                    .formatted(file)),
        "study.stimulus is one of 40 stimuli; it must be one that draws any number, since a"
            + " benchmark runs a study for as long as it takes");
  }

  private Results measured(String study, Options options) {
    BenchmarkedStudy factory = factory(study);
    try (Pipeline pipeline = pipeline(factory)) {
      return new Bench(
              factory,
              pipeline,
              INTERVAL,
              false,
              options,
              (round, what) -> parts.add(round + " " + what))
          .run(folder.resolve("stages"));
    }
  }

  private Pipeline pipeline(BenchmarkedStudy factory) {
    return factory.run(folder.resolve("run"), INTERVAL);
  }

  private BenchmarkedStudy factory(String study) {
    return BenchmarkedStudy.of(
        StudyFile.parseJson(json(study)),
        new Materials(
            Observers.withAnyFile(new Catalogue(folder.resolve("observers"))),
            folder,
            Bases.ofDataFolder(folder)),
        new LaneSettings(2, Duration.ofMinutes(2), 3, 1L << 30));
  }

  /** Returns a study with blocks of 20 as JSON, from HOCON. */
  private static String json(String study) {
    return com.typesafe.config.ConfigFactory.parseString(
            "study { observer.model = mnist-cnn, block-size = 20, " + study + " }")
        .root()
        .render(com.typesafe.config.ConfigRenderOptions.concise());
  }
}
