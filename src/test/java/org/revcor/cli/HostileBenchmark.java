package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.benchmark.Medians;
import org.revcor.schema.Json;
import org.revcor.worker.HostileNetwork;

/**
 * Measures the speed of a study before another study of a network that does harm, and after that
 * one has failed.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.cli.HostileBenchmark}; needs bubblewrap.
 */
final class HostileBenchmark {
  private static final int WARM_UP_SECONDS = 30;
  private static final int SECONDS = 15;

  private HostileBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("revcor-hostile");
    int passed = HostileNetwork.INSPECTED;
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("divides", HostileNetwork.dividesByZero(passed));
    codes.put("loops", HostileNetwork.loops(passed));
    codes.put("allocates-at-once", HostileNetwork.allocatesAtOnce(passed));
    codes.put("allocates-by-steps", HostileNetwork.allocatesBySteps(passed));
    codes.put("nan", HostileNetwork.inLargerBatches(passed, "torch.mul(x, float(\"nan\"))"));
    List<Double> ratios = new ArrayList<>();
    Map<String, String> settings =
        Map.of(
            "REVCOR_LANES_BLOCK_DEADLINE",
            "10s",
            "REVCOR_WORKERS_MEMORY",
            "2GiB",
            CommandProcess.JAVA_OPTIONS,
            "-Xmx512m");
    try (ServerProcess server = ServerProcess.start(folder.resolve("data"), folder, settings)) {
      StudySpeed other = StudySpeed.start(server, WARM_UP_SECONDS);
      for (Map.Entry<String, String> code : codes.entrySet()) {
        double before = other.measure(SECONDS);
        fail(server, folder, code.getKey(), code.getValue());
        double after = other.measure(SECONDS);
        ratios.add(after / before);
        System.out.printf(
            "%-20s %,.0f trials/s before, %,.0f after: %.2f%n",
            code.getKey(), before, after, after / before);
      }
    }
    System.out.println("after / before: " + Medians.text(ratios, ".2f"));
  }

  private static void fail(ServerProcess server, Path folder, String name, String code)
      throws Exception {
    byte[] network = Files.readAllBytes(HostileNetwork.write(folder, name, code));
    HttpResponse<String> uploaded = server.upload(name, network, "{\"input\": [1, 4, 4]}").get();
    if (uploaded.statusCode() != 201) {
      throw new IllegalStateException(uploaded.body());
    }
    JsonNode study =
        Json.MAPPER.readTree(
            """
            {"observer": {"model": "%s"}, "stop": {"max-trials": 100000}}
            """
                .formatted(name));
    server.await(server.create(study), ended -> ended.path("state").asText().equals("failed"));
  }
}
