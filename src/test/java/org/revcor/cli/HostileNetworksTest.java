package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.schema.Json;
import org.revcor.worker.Confinement;
import org.revcor.worker.HostileNetwork;

/**
 * Networks that try to harm a server, which runs another study meanwhile: each is refused or fails
 * its own study. Needs bubblewrap; skipped without it.
 */
@Tag("full")
final class HostileNetworksTest {
  private static final String CARD = "{\"input\": [1, 4, 4]}";
  private static final int UPLOADS = 15;
  private static final String OUT_OF_MEMORY =
      "needs more memory than the limit of 2.0 GiB (revcor.workers.memory)";

  @TempDir private Path folder;

  private Path data;
  @AutoClose private ServerProcess server;
  private String other;
  private Readiness readiness;

  @BeforeEach
  void startServerWithAnotherStudy() throws Exception {
    assumeTrue(Confinement.find().isActive(), "bubblewrap works on this system");
    data = Files.createDirectory(folder.resolve("data"));
    server = serve();
    other = server.create(study("other", "mnist-logistic", 1_000_000_000));
    requireProgress();
    readiness = Readiness.watch(server);
  }

  private ServerProcess serve() throws IOException {
    return ServerProcess.start(
        data,
        folder,
        Map.of(
            "REVCOR_LANES_BLOCK_DEADLINE",
            "5s",
            "REVCOR_LANES_CPU_LANES",
            "1",
            "REVCOR_WORKERS_MEMORY",
            "2GiB"));
  }

  private static JsonNode study(String name, String model, long trials) throws IOException {
    return Json.MAPPER.readTree(
        """
        {"name": "%s", "seed": 1, "observer": {"model": "%s"}, "readout": {"kind": "label"},
         "block-size": 100, "stop": {"max-trials": %d}}
        """
            .formatted(name, model, trials));
  }

  /** Waits until the other study has folded further blocks. */
  private void requireProgress() throws InterruptedException {
    long before = server.study(other).path("trials").longValue();
    server.await(other, study -> study.path("trials").longValue() > before + 1_000);
  }

  private HttpResponse<String> upload(String name, String code) throws Exception {
    return server.upload(name, network(name, code), CARD).get();
  }

  private byte[] network(String name, String code) throws IOException {
    return Files.readAllBytes(HostileNetwork.write(folder, name, code));
  }

  @Test
  void networksThatDoHarmInTheirInspectionAreRefused() throws Exception {
    Path secret = Files.write(data.resolve("secret"), new byte[] {1, 2, 3, 4});
    Path target = data.resolve("written");
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("div", HostileNetwork.dividesByZero(0));
    codes.put("many", HostileNetwork.allocatesBySteps(0));
    codes.put("deep", HostileNetwork.nestsDeeply());
    codes.put("nan", HostileNetwork.inLargerBatches(0, "torch.mul(x, float(\"nan\"))"));
    codes.put("secret", HostileNetwork.reads(secret));
    Map<String, String> problems = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : codes.entrySet()) {
      HttpResponse<String> refused = upload(each.getKey(), each.getValue());
      assertThat(refused.statusCode()).as(each.getKey()).isEqualTo(422);
      problems.put(each.getKey(), Json.MAPPER.readTree(refused.body()).path("value").asText());
      requireProgress();
    }
    // another thread of the process may be the one that gets no memory, which ends the process
    assertThat(problems.remove("many"))
        .matches(
            "many\\.pt, which cannot be run: the network (ended its process because it )?"
                + Pattern.quote(OUT_OF_MEMORY));

    assertThat(problems)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "div",
                "div.pt, which cannot be run: the network ended its process by SIGFPE (an"
                    + " arithmetic error, such as an integer division by zero)",
                "deep",
                "deep.pt, which cannot be run: the network ended its process by SIGSEGV (an access"
                    + " to invalid memory, or a recursion that is too deep)",
                "nan",
                "nan.pt, which returns NaN for uniform noise",
                "secret",
                "[1, 4, 4], for which the network fails (RuntimeError: unable to open file <%s> in"
                        .formatted(secret)
                    + " read-only mode: No such file or directory (2))"));
    assertThat(upload("writes", HostileNetwork.writes(target)).statusCode()).isEqualTo(201);
    assertThat(target).doesNotExist();
    requireAtMostTwoInspectionsAtATime();
    readiness.requireReady();
  }

  /** Uploads networks that do not end. Few may wait; the others are refused at once. */
  private void requireAtMostTwoInspectionsAtATime() throws Exception {
    byte[] loops = network("loops", HostileNetwork.loops(0));
    List<CompletableFuture<HttpResponse<String>>> uploads = new ArrayList<>();
    for (int upload = 0; upload < UPLOADS; upload++) {
      uploads.add(server.upload("loops" + upload, loops, CARD));
    }
    server.await(
        server.create(study("short", "mnist-logistic", 1_000)), HostileNetworksTest::isFinished);
    server.process().await(() -> uploads.stream().anyMatch(Future::isDone));
    server.process().await(() -> server.children() == 3);
    requireProgress();

    assertThat(server.children()).as("the inference process and inspections").isEqualTo(3);
    for (CompletableFuture<HttpResponse<String>> refused :
        uploads.stream().filter(Future::isDone).toList()) {
      assertThat(refused.join().statusCode()).isEqualTo(503);
      assertThat(refused.join().body())
          .contains("too many networks wait for their inspection; try again in a minute");
    }
  }

  @Test
  void networksThatDoHarmAfterTheirInspectionFailTheirStudiesAndDoNotRunAgain() throws Exception {
    Path observers = Files.createDirectories(data.resolve("observers"));
    Path victim = Files.write(observers.resolve("victim"), new byte[] {1, 2, 3, 4});
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("div", HostileNetwork.dividesByZero(HostileNetwork.INSPECTED));
    codes.put("loop", HostileNetwork.loops(HostileNetwork.INSPECTED));
    codes.put("huge", HostileNetwork.allocatesAtOnce(HostileNetwork.INSPECTED));
    codes.put(
        "victim",
        HostileNetwork.inLargerBatches(
            HostileNetwork.INSPECTED,
            "torch.add(x, torch.fill_(torch.from_file(\"%s\", True, 1, dtype=6), 1.))"
                .formatted(victim)));
    Map<String, String> ids = new LinkedHashMap<>();
    Map<String, String> problems = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : codes.entrySet()) {
      String name = each.getKey();
      HttpResponse<String> uploaded = upload(name, each.getValue());
      assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
      ids.put(name, server.create(study(name, name, 100_000)));
      JsonNode end = server.await(ids.get(name), study -> !study.path("ended").isNull());
      assertThat(end.path("state").asText()).as(name).isEqualTo("failed");
      problems.put(name, end.path("problem").asText());
      requireProgress();
    }

    assertThat(problems.get("div"))
        .isEqualTo(
            "observer div has ended its process 3 times, the last time by SIGFPE (an arithmetic"
                + " error, such as an integer division by zero)");
    assertThat(problems.get("loop")).isEqualTo("observer loop did not respond within 5 s");
    assertThat(problems.get("huge"))
        .startsWith("the network " + OUT_OF_MEMORY + ": a batch of 50 trials of observer huge ");
    assertThat(problems.get("victim"))
        .contains("unable to open file <%s> in read-write mode: Read-only".formatted(victim));
    assertThat(victim).hasBinaryContent(new byte[] {1, 2, 3, 4});
    readiness.requireReady();
    server.terminate();

    server = serve();
    requireProgress();

    for (Map.Entry<String, String> each : ids.entrySet()) {
      JsonNode study = server.study(each.getValue());
      assertThat(study.path("state").asText()).as(each.getKey()).isEqualTo("failed");
    }
    assertThat(server.process().err()).doesNotContain("inference process");
    server.terminate();
  }

  private static boolean isFinished(JsonNode study) {
    return study.path("state").asText().equals("finished");
  }
}
