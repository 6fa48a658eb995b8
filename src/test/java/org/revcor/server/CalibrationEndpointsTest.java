package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Platform;
import org.revcor.inference.calibration.Calibration;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.inference.calibration.Hardware;
import org.revcor.observer.catalogue.Catalogue;

final class CalibrationEndpointsTest {
  private static final String STUDY =
      """
      {"observer": {"model": "mnist-cnn"}, "block-size": 100, "batch-size": "calibrated",
       "stop": {"max-trials": 1000}}
      """;

  @TempDir private Path folder;

  @Test
  void aStudyUsesItsCalibration_andIsRejectedWithoutOne() throws IOException {
    try (RunningServer server = RunningServer.start(folder)) {
      server.startLanes();
      assertThat(json(server.get("/api/v1/calibrations")))
          .isEqualTo(json("{\"calibrations\": []}"));
      HttpResponse<String> refused = expect(422, server.post("/api/v1/studies", STUDY));
      assertThat(json(refused).path("field").textValue()).isEqualTo("study.batch-size");
      assertThat(json(refused).path("detail").textValue())
          .contains("revcor calibrate --observer mnist-cnn");

      save("mnist-cnn", Hardware.ofThisMachine());
      assertThat(
              json(expect(201, server.post("/api/v1/studies", STUDY)))
                  .path("plan")
                  .path("batchSize")
                  .intValue())
          .isEqualTo(25);
    }
  }

  @Test
  void calibrationsAreListed_andUsableOnesAreInTheMetrics() throws IOException {
    save("mnist-cnn", Hardware.ofThisMachine());
    save(
        "mnist-logistic",
        new Hardware("Z80", 1, List.of(), new Platform("cpu", "z80", "pytorch 2.7.1")));
    try (RunningServer server = RunningServer.start(folder)) {
      JsonNode listed = json(server.get("/api/v1/calibrations")).path("calibrations");

      assertThat(listed)
          .extracting(each -> each.path("observer").textValue())
          .containsExactly("mnist-cnn", "mnist-logistic");
      assertThat(listed.path(0).path("problem").isNull()).isTrue();
      assertThat(listed.path(0).path("hardware").path("platform").path("engine").textValue())
          .startsWith("pytorch ");
      assertThat(listed.path(1).path("problem").textValue())
          .startsWith("its processor was Z80 and is ");
      assertThat(listed.path(1).path("tried"))
          .isEqualTo(
              json(
                  "[{\"batchSize\": 25, \"lanes\": 1, \"trialsPerSecond\": 9000.0, \"spread\":"
                      + " 10.0}]"));
      assertThat(server.get("/metrics").body())
          .containsPattern(
              "revcor_calibration_batch_size\\{digest=\"[0-9a-f]{12}\",observer=\"mnist-cnn\"\\}"
                  + " 25.0")
          .contains("revcor_calibration_lanes{", "revcor_calibration_trials_per_second{")
          .doesNotContain("observer=\"mnist-logistic\"");
    }
  }

  private void save(String observer, Hardware hardware) throws IOException {
    Calibrations.ofDataFolder(folder, Hardware::ofThisMachine)
        .keep(
            new Calibration(
                observer,
                new Catalogue(folder).named(observer).description().digest(),
                hardware,
                "2026-11-25T10:15:00Z",
                25,
                1,
                9_000,
                List.of(new Calibration.Measured(25, 1, 9_000, 10)),
                false));
  }
}
