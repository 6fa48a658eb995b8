package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.schema.Json;
import org.revcor.server.TestCertificates;

/**
 * A server and two workers on machines of their own, under random faults of processes and links.
 * Each kind of fault comes once before any comes again.
 */
@Tag("full")
final class ClusterFaultsTest {
  private static final int STUDIES = 4;
  private static final int WORKERS = 2;
  private static final int FREEZE_SECONDS = 12;
  private static final int FAULTS = 2;
  private static final int MAX_PAUSE_MILLIS = 1_500;
  private static final int PORT = 8080;
  private static final int CLUSTER_PORT = 25520;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private enum Fault {
    KILL_WORKER,
    FREEZE_WORKER,
    CUT_LINK,
    SLOW_LINK,
    KILL_SERVER,
    TERMINATE_SERVER,
    REPLACE_WORKER
  }

  @TempDir private Path folder;

  private static final String FOUND = "found the server";

  /** Exit code of a process that is terminated before it handles signals. */
  private static final int TERMINATED = 143;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<CommandProcess> workers = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private Network network;
  private @Nullable CommandProcess server;
  private final SplittableRandom random = new SplittableRandom(Long.getLong("cluster.seed", 1));

  /** Kinds of faults until each has come. */
  private final Queue<Fault> nextFaults = new ArrayDeque<>();

  private int started;

  @BeforeEach
  void createNetwork() throws Exception {
    network = Network.create(1 + WORKERS);
    TestCertificates.create(
        folder.resolve("certificates"),
        network.machine(0).address(),
        network.machine(1).address(),
        network.machine(2).address());
  }

  @AfterEach
  void end() {
    workers.forEach(CommandProcess::close);
    if (server != null) {
      server.close();
    }
    network.close();
    client.close();
  }

  @Test
  void faultsOfWorkersServerAndLinksChangeNoByte() throws Exception {
    JsonNode study = study();
    Map<String, String> whole = WholeRun.of(folder, study);
    server = startServer();
    for (int index = 0; index < WORKERS; index++) {
      workers.add(startWorker(index));
    }
    for (int schedule = 0; schedule < STUDIES; schedule++) {
      // without one, the plan of the study has no order of sums, unlike that of revcor run
      awaitWorker();
      String id = create(study);
      for (int fault = 0; fault < FAULTS; fault++) {
        pause(random.nextInt(MAX_PAUSE_MILLIS));
        apply(nextFault(), random.nextInt(WORKERS));
      }
      awaitEnd(id);
      assertThat(ResultFiles.of(folder.resolve("server/studies").resolve(id)))
          .as(() -> String.join(", ", log))
          .containsExactlyInAnyOrderEntriesOf(whole);
    }
  }

  private Fault nextFault() {
    if (nextFaults.isEmpty()) {
      List<Fault> all = Arrays.asList(Fault.values());
      Collections.shuffle(all, new Random(random.nextLong()));
      nextFaults.addAll(all);
    }
    return nextFaults.remove();
  }

  private static JsonNode study() throws IOException {
    return Json.MAPPER.readTree(
        """
        {"study": {"name": "faults", "seed": 7, "observer": {"model": "mnist-cnn"},
         "stimulus": {"kind": "white-noise"}, "readout": {"kind": "label"}, "block-size": 500,
         "stop": {"max-trials": 100000}}}\
        """);
  }

  private void apply(Fault fault, int index) throws Exception {
    log.add(fault + " " + index);
    Network.Machine machine = network.machine(1 + index);
    CommandProcess worker = workers.get(index);
    switch (fault) {
      case KILL_WORKER -> {
        worker.signal("KILL");
        worker.exitCode();
        workers.set(index, startWorker(index));
      }
      case FREEZE_WORKER -> {
        worker.signal("STOP");
        pause(1_000 * FREEZE_SECONDS);
        worker.signal("CONT");
      }
      case CUT_LINK -> {
        network.cut(machine);
        pause(random.nextInt(1_000, 15_000));
        network.heal(machine);
      }
      case SLOW_LINK -> {
        network.slowDown(machine);
        pause(random.nextInt(1_000, 10_000));
        network.heal(machine);
      }
      case KILL_SERVER -> {
        server().signal("KILL");
        server().exitCode();
        server = startServer();
      }
      case TERMINATE_SERVER -> {
        server().signal("TERM");
        server().exited(0);
        server = startServer();
      }
      case REPLACE_WORKER -> {
        worker.signal("TERM");
        workers.set(index, startWorker(index));
        int exitCode = worker.exitCode();
        boolean hasJoined = worker.err().contains(FOUND);
        assertThat(exitCode).as(worker.err()).isIn(hasJoined ? List.of(0) : List.of(0, TERMINATED));
      }
    }
  }

  private CommandProcess server() {
    return Objects.requireNonNull(server);
  }

  private static void pause(int millis) throws InterruptedException {
    CompletableFuture<Void> over = new CompletableFuture<>();
    assertThat(over.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS))
        .succeedsWithin(Duration.ofMillis(millis + 10_000L));
  }

  private String certificates(Network.Machine machine) {
    return folder.resolve("certificates").resolve(machine.address()).toString();
  }

  private CommandProcess startServer() throws IOException, InterruptedException {
    Network.Machine machine = network.machine(0);
    CommandProcess process =
        CommandProcess.start(
            Files.createDirectories(folder.resolve("output")),
            Map.of(
                "REVCOR_DATA_DIR",
                folder.resolve("server").toString(),
                "REVCOR_HOST",
                "0.0.0.0",
                "REVCOR_HTTP_BEHIND_PROXY",
                "true",
                "REVCOR_HTTP_NAMES",
                machine.address() + ":" + PORT,
                "REVCOR_CHECKPOINT_INTERVAL",
                "1s",
                "REVCOR_WORKERS_LOCAL",
                "0",
                "REVCOR_CLUSTER_PORT",
                String.valueOf(CLUSTER_PORT),
                "REVCOR_CLUSTER_HOST",
                machine.address(),
                "REVCOR_CLUSTER_CERTIFICATES",
                certificates(machine)),
            machine.prefix(),
            "serve",
            "--port",
            String.valueOf(PORT));
    process.await(() -> process.out().contains("Dashboard:"));
    return process;
  }

  private CommandProcess startWorker(int index) throws IOException {
    Network.Machine machine = network.machine(1 + index);
    return CommandProcess.start(
        Files.createDirectories(folder.resolve("output")),
        Map.of("REVCOR_DATA_DIR", folder.resolve("worker" + started++).toString()),
        machine.prefix(),
        "worker",
        "--join",
        network.machine(0).address() + ":" + CLUSTER_PORT,
        "--certificates",
        certificates(machine),
        "--lanes",
        "1",
        "--name",
        "worker" + index);
  }

  private String create(JsonNode study) throws IOException, InterruptedException {
    return Json.MAPPER
        .readTree(
            client
                .send(
                    request("studies")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(study.toString()))
                        .build(),
                    BodyHandlers.ofString())
                .body())
        .path("id")
        .asText();
  }

  private void awaitWorker() throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!get("workers").path("workers").findValuesAsText("state").contains("ready")) {
      assertThat(System.nanoTime()).as(() -> log + "\n" + server().err()).isLessThan(deadline);
      pause(100);
    }
  }

  private void awaitEnd(String id) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    JsonNode study = get("studies/" + id);
    while (study.path("ended").isNull()) {
      assertThat(System.nanoTime()).as(() -> log + "\n" + server().err()).isLessThan(deadline);
      pause(100);
      study = get("studies/" + id);
    }
    assertThat(study.path("problem").asText("")).as(() -> String.join(", ", log)).isEmpty();
  }

  private JsonNode get(String path) throws InterruptedException {
    try {
      return Json.MAPPER.readTree(
          client.send(request(path).GET().build(), BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new AssertionError(server().err(), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://%s:%d/api/v1/%s".formatted(network.machine(0).address(), PORT, path)))
        .header("Authorization", "Bearer " + token())
        .timeout(Duration.ofSeconds(60));
  }

  private String token() {
    return CommandProcess.text(folder.resolve("server").resolve("admin-token")).strip();
  }
}
