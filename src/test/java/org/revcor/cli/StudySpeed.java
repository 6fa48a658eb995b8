package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.revcor.schema.Json;

/** Measures the speed of an endless study of a server's process, for benchmarks. */
final class StudySpeed {
  private final ServerProcess server;
  private final String id;

  private StudySpeed(ServerProcess server, String id) {
    this.server = server;
    this.id = id;
  }

  /** Starts a study of labels of {@code mnist-cnn} and waits until it has run for a while. */
  static StudySpeed start(ServerProcess server, int warmUpSeconds)
      throws IOException, InterruptedException {
    String id =
        server.create(
            Json.MAPPER.readTree(
                """
                {"name": "measured", "observer": {"model": "mnist-cnn"},
                 "stop": {"max-trials": 1000000000}}
                """));
    server.await(id, study -> study.path("trials").longValue() > 0);
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    return new StudySpeed(server, id);
  }

  /** Returns the trials per second of some seconds. */
  double measure(int seconds) throws InterruptedException {
    JsonNode before = server.study(id);
    TimeUnit.SECONDS.sleep(seconds);
    JsonNode after = server.study(id);
    return (after.path("trials").longValue() - before.path("trials").longValue())
        / (after.path("seconds").doubleValue() - before.path("seconds").doubleValue());
  }
}
