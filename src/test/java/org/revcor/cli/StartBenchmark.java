package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.revcor.schema.Json;

/** Measures how long a server takes to start with 200 finished studies. */
public final class StartBenchmark {
  private static final int STUDIES = 200;

  private StartBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("revcor-start");
    Path data = Files.createDirectory(folder.resolve("data"));
    String id;
    try (ServerProcess server = ServerProcess.start(data, folder, Map.of())) {
      id = server.create(study());
      server.awaitEnds(List.of(id));
      server.terminate();
    }
    measure("1 study", data, folder, id);
    for (int i = 1; i < STUDIES; i++) {
      copy(data.resolve("studies").resolve(id), id.substring(0, id.length() - 3) + (100 + i));
    }
    measure(STUDIES + " studies, new to the database", data, folder, id);
    measure(STUDIES + " studies", data, folder, id);
    measure(STUDIES + " studies", data, folder, id);
  }

  /** Prints the CPU time as well, because it depends less on the load of the machine. */
  private static void measure(String what, Path data, Path folder, String id) throws Exception {
    long begun = System.nanoTime();
    try (ServerProcess server = ServerProcess.start(data, folder, Map.of())) {
      server.address();
      double listening = (System.nanoTime() - begun) / 1e9;
      if (!server.study(id).path("state").asText().equals("finished")) {
        throw new IllegalStateException(server.study(id).toString());
      }
      System.out.printf(
          "%s: listens after %.1f s, returns a study after %.1f s; CPU time %.1f s%n",
          what,
          listening,
          (System.nanoTime() - begun) / 1e9,
          server.process().cpu().toMillis() / 1e3);
      server.terminate();
    }
  }

  private static JsonNode study() throws IOException {
    return Json.MAPPER.readTree(
        """
        {"study": {"name": "some", "observer": {"model": "mnist-cnn"}, "readout": {"kind": "label"},
         "stop": {"max-trials": 20000}}}
        """);
  }

  private static void copy(Path study, String id) throws IOException {
    Path other = Files.createDirectory(study.resolveSibling(id));
    try (Stream<Path> files = Files.list(study)) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    ObjectNode record = (ObjectNode) Json.MAPPER.readTree(other.resolve("record.json").toFile());
    Json.MAPPER.writeValue(other.resolve("record.json").toFile(), record.put("id", id));
  }
}
