package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.lane.LaneSettings;
import org.revcor.server.Settings;
import org.revcor.server.SettingsSources;
import org.revcor.specification.StudyFile;

class ServedPipelineTest {
  @TempDir private Path folder;

  @Test
  void goesOnAndPausesWithAReader() {
    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.empty(),
                Map.of(),
                Map.of("data-dir", folder.toString(), "live.frame-interval", "10ms")));
    try (ServedPipeline pipeline =
        new ServedPipeline(
            StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-cnn\"}, \"block-size\": 20}"),
            10,
            settings,
            LaneSettings.standard(),
            Duration.ofSeconds(1),
            folder.resolve("server"))) {
      pipeline.goOn();
      awaitTrials(pipeline, 1_000);
      pipeline.pause();
      long paused = pipeline.trials();
      assertThat(paused).isGreaterThanOrEqualTo(1_000);
      assertThat(pipeline.frames()).isPositive();
      pipeline.goOn();
      awaitTrials(pipeline, paused + 1_000);
      pipeline.pause();
      assertThat(pipeline.trials() % 20).isZero();
    }
  }

  private static void awaitTrials(ServedPipeline pipeline, long trials) {
    while (pipeline.trials() < trials) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
