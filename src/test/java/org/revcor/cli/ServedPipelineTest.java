package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.Await;
import org.revcor.inference.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.study.specification.StudyFile;

@Tag("full")
class ServedPipelineTest {
  @TempDir private Path folder;

  @Test
  void runsAndPausesWithALiveFeedClient() {
    try (ServedPipeline pipeline = of("mnist-cnn", 20)) {
      pipeline.resume();
      awaitTrials(pipeline, 20_000);
      pipeline.pause();
      long paused = pipeline.trials();
      assertThat(paused).isGreaterThanOrEqualTo(20_000);
      assertThat(pipeline.frames()).isPositive();
      pipeline.resume();
      awaitTrials(pipeline, paused + 1_000);
      pipeline.pause();
      assertThat(pipeline.trials() % 20).isZero();
    }
  }

  /** Blocks are long enough that lanes are still busy after the pause. */
  @Test
  void pause_waitsForTheLanes() {
    try (ServedPipeline pipeline = of("cifar10-cnn", 300)) {
      pipeline.resume();
      await(() -> pipeline.trials() >= 300 && !pipeline.areLanesIdle());
      pipeline.pause();
      assertThat(pipeline.areLanesIdle()).isTrue();
    }
  }

  private ServedPipeline of(String model, int blockSize) {
    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.empty(),
                Map.of(),
                Map.of("data-dir", folder.toString(), "live.frame-interval", "10ms")));
    return new ServedPipeline(
        StudyFile.parseJson(
            "{\"observer\": {\"model\": \"%s\"}, \"block-size\": %d}".formatted(model, blockSize)),
        10,
        settings,
        LaneSettings.defaults(),
        Duration.ofSeconds(1),
        folder.resolve("server"));
  }

  private static void awaitTrials(ServedPipeline pipeline, long trials) {
    await(() -> pipeline.trials() >= trials);
  }

  private static void await(BooleanSupplier condition) {
    Await.until("the pipeline", Duration.ofMinutes(4), condition);
  }
}
