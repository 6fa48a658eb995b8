package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.schema.Json;

final class WorkersCommandTest {
  private static final String RESPONSE =
      """
      {"workers": [
        {"name": "local", "address": null, "state": "ready", "version": "0.2.0",
         "platform": {"device": "cpu", "instructions": "amd64 avx2", "engine": "pytorch 2.7.1",
                      "kernels": "vector 4, 512 bits"},
         "lanes": 2, "tasks": 3, "trialsPerSecond": 17012.3, "lastContact": "2026-11-25T10:15:00Z",
         "memory": 1204224000, "notEligible": {}},
        {"name": "lab-2", "address": "10.0.0.7:41211", "state": "lost", "version": "0.2.0",
         "platform": {"device": "cpu", "instructions": "aarch64", "engine": "pytorch 2.7.1"},
         "lanes": 16, "tasks": 0, "trialsPerSecond": 0, "lastContact": "2026-11-25T10:14:00Z",
         "memory": null, "notEligible": {"s1": "another platform"}}
      ]}
      """;

  @Test
  void tableHasARowForEachWorker() throws Exception {
    List<JsonNode> workers = new ArrayList<>();
    Json.MAPPER.readTree(RESPONSE).path("workers").forEach(workers::add);

    assertThat(WorkersCommand.table(workers, Instant.parse("2026-11-25T10:15:01Z")))
        .containsExactly(
            "name   address         state  lanes  tasks  trials/s       memory  last contact"
                + "  version  platform",
            "local                  ready      2      3    17,012  1,148.4 MiB       1 s ago"
                + "  0.2.0    cpu, amd64 avx2, pytorch 2.7.1, vector 4, 512 bits",
            "lab-2  10.0.0.7:41211  lost      16      0         0                   61 s ago"
                + "  0.2.0    cpu, aarch64, pytorch 2.7.1");
  }

  @Test
  void studiesWhoseTasksAWorkerDoesNotTakeFollowTheTable() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/workers",
        exchange -> {
          byte[] body = RESPONSE.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(CommandRun.of("workers", "--server", address).out().lines())
          .hasSize(4)
          .last()
          .isEqualTo("lab-2 takes no tasks of study s1: another platform");
      assertThat(
              Json.MAPPER.readTree(CommandRun.of("workers", "--json", "--server", address).out()))
          .isEqualTo(Json.MAPPER.readTree(RESPONSE).path("workers"));
    } finally {
      server.stop(0);
    }
  }
}
