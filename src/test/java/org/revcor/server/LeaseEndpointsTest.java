package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.cli.Mount;
import org.revcor.estimate.Reliability;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.Observer;
import org.revcor.observer.OutputKind;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.run.NetworkOutputs;
import org.revcor.study.run.RecordedResponses;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("full")
final class LeaseEndpointsTest {
  private static final String EXTERNAL =
      """
      {"external": {"input": [1, 28, 28], "output": "%s", "classes": 10}}\
      """;

  @TempDir static Path folder;

  private RunningServer server;
  private Observer network;

  @BeforeAll
  void start() {
    server = RunningServer.start(folder);
    network = new Catalogue(folder).named("mnist-cnn").load(Device.cpu());
  }

  @AfterAll
  void stop() {
    server.close();
    network.close();
  }

  private static String study(String observer, String readout, int trials) {
    return """
    {"study": {"name": "external", "seed": 7, "observer": %s, "readout": {"kind": "%s"},
     "block-size": 100, "stop": {"max-trials": %d}}}\
    """
        .formatted(observer, readout, trials);
  }

  private LeaseClient client(String study) {
    return new LeaseClient(server, study, "java");
  }

  private synchronized byte[] logits(LeaseClient.Block block) {
    return Npy.floats(
        NetworkOutputs.of(network, block.stimuli().values(), 50, OutputKind.LOGITS), 100, 10);
  }

  private String create(String output, String readout, int trials) {
    return server.create(study(EXTERNAL.formatted(output), readout, trials));
  }

  private void respondToAll(String id) {
    respondToAll(client(id));
  }

  private void respondToAll(LeaseClient client) {
    for (Optional<LeaseClient.Block> block = client.lease("20");
        block.isPresent();
        block = client.lease("20")) {
      client.respond(block.get(), logits(block.get()));
    }
  }

  private byte[] file(String id, String name) throws Exception {
    return Files.readAllBytes(folder.resolve("studies").resolve(id).resolve(name));
  }

  private void assertSameMaps(String one, String other) throws Exception {
    for (String name : List.of("maps.npy", "errors.npy", "history.csv")) {
      assertThat(file(other, name)).as(name).isEqualTo(file(one, name));
    }
  }

  @Test
  void responsesOfTwoClientsInAnyOrderGiveTheSameBytes() throws Exception {
    String inOrder = create("logits", "logit", 2_000);
    respondToAll(inOrder);
    String shuffled = create("logits", "logit", 2_000);
    CompletableFuture<Void> one =
        CompletableFuture.runAsync(() -> respondShuffled(shuffled, new Random(1)));
    CompletableFuture<Void> two =
        CompletableFuture.runAsync(() -> respondShuffled(shuffled, new Random(2)));
    CompletableFuture.allOf(one, two).join();

    server.awaitEnd(inOrder);
    server.awaitEnd(shuffled);
    assertSameMaps(inOrder, shuffled);
    assertThat(file(shuffled, "responses.log")).isNotEqualTo(file(inOrder, "responses.log"));
  }

  private static String thresholdStudy(String observer, int blockSize) {
    return study(observer, "label", 1_440)
        .replace("100", "" + blockSize)
        .replace(
            "\"readout\"",
            """
            "estimator": "regression", "stimulus": {"kind": "threshold-noise", "data": "mnist",
            "components": 10, "antithetic": true}, "readout\"""");
  }

  private byte[] logits(LeaseClient.Block block, Random random) {
    float[] logits = NetworkOutputs.of(network, block.stimuli().values(), 50, OutputKind.LOGITS);
    for (int trial = 0; trial < logits.length / 10; trial++) {
      if (random.nextInt(10) == 0) {
        logits[10 * trial + random.nextInt(10)] = 1_000;
      }
    }
    return Npy.floats(logits, logits.length / 10, 10);
  }

  /** Returns the outputs without errors. */
  private static Random never() {
    return new Random() {
      @Override
      public int nextInt(int bound) {
        return 1;
      }
    };
  }

  @Test
  void clientsAnswerTheSearchForContrastsFirst_andNothingTwiceAfterACrash() throws Exception {
    String network = server.create(thresholdStudy("{\"model\": \"mnist-cnn\"}", 20));
    String external = server.create(thresholdStudy(EXTERNAL.formatted("logits"), 20));
    List<Long> blocks = new ArrayList<>();
    LeaseClient client = client(external);
    while (blocks.size() < 6) { // a round is four blocks
      LeaseClient.Block block = client.lease();
      client.respond(block, logits(block, never()));
      blocks.add(block.index());
    }
    Path crashed = folder.resolve("crashed");
    FileUtils.copyDirectory(
        folder.resolve("studies").resolve(external).toFile(),
        crashed.resolve("studies").resolve(external).toFile());

    try (RunningServer after = RunningServer.start(crashed)) {
      RunningServer.await(
          () -> after.study(external).path("state").asText().matches("running|waiting"));
      LeaseClient same = new LeaseClient(after, external, "java");
      for (Optional<LeaseClient.Block> block = same.lease("20");
          block.isPresent();
          block = same.lease("20")) {
        same.respond(block.get(), logits(block.get(), never()));
        blocks.add(block.get().index());
      }
      JsonNode end = after.awaitEnd(external);
      assertThat(end.path("trials").asInt()).isEqualTo(1_440);
      assertThat(end.path("plan").path("contrasts")).hasSize(10);
    }
    server.awaitEnd(network);
    // eight rounds of eight answers for each of ten classes, then 800 trials
    assertThat(blocks).hasSize(32 + 40).doesNotHaveDuplicates();
    Path study = crashed.resolve("studies").resolve(external);
    for (String name : List.of("contrasts.csv", "maps.npy", "errors.npy", "history.csv")) {
      assertThat(Files.readAllBytes(study.resolve(name))).as(name).isEqualTo(file(network, name));
    }
    server.stopStudy(external);
    assertThat(refolded(new RunDirectory(study)).resolve("maps.npy"))
        .hasBinaryContent(file(network, "maps.npy"));
  }

  /** Folds the responses of clients again. */
  private static Path refolded(RunDirectory run) {
    Path out = folder.resolve("refolded");
    LaneSettings lanes = new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26);
    Materials materials =
        new Materials(
            Observers.withAnyFile(new Catalogue(folder)), folder, Bases.ofDataFolder(folder));
    StudySpecification study = StudyFile.of(run.record().orElseThrow().setup().specification());
    try (HeadlessStudy again =
        HeadlessStudy.start(
            RecordedResponses.copy(run, study, materials, out, lanes),
            materials,
            out,
            lanes,
            Duration.ofSeconds(30))) {
      again.end().toCompletableFuture().join();
    }
    return out;
  }

  @Test
  void mapsOfAClientThatRefusesRepeatsAndErrsAreThoseOfItsTrueAnswers() throws Exception {
    String network = server.create(thresholdStudy("{\"model\": \"mnist-cnn\"}", 80));
    String external = server.create(thresholdStudy(EXTERNAL.formatted("logits"), 80));
    LeaseClient client = client(external);
    Random random = new Random(1);
    for (Optional<LeaseClient.Block> block = client.lease("20");
        block.isPresent();
        block = client.lease("20")) {
      if (random.nextInt(4) == 0) { // too many requests: it takes the block later
        expect(204, client.giveBack(block.get().lease()));
      } else {
        byte[] answers = logits(block.get(), random);
        client.respond(block.get(), answers);
        expect(409, client.put(block.get().lease(), answers));
      }
    }
    server.awaitEnd(network);
    server.awaitEnd(external);

    float[] exact = Npy.floats(file(network, "maps.npy"));
    float[] maps = Npy.floats(file(external, "maps.npy"));
    for (int c = 0; c < 10; c++) {
      assertThat(
              Reliability.correlation(
                  Arrays.copyOfRange(exact, 784 * c, 784 * (c + 1)),
                  Arrays.copyOfRange(maps, 784 * c, 784 * (c + 1))))
          .as("class %d", c)
          .isGreaterThan(0.5);
    }
  }

  private void respondShuffled(String id, Random random) {
    LeaseClient client = client(id);
    List<LeaseClient.Block> held = new ArrayList<>();
    do {
      held.clear();
      for (int i = 0; i < 5; i++) {
        client.lease(held.isEmpty() ? "0.5" : "0").ifPresent(held::add);
      }
      Collections.shuffle(held, random);
      for (LeaseClient.Block block : held) {
        client.respond(block, logits(block));
      }
    } while (!held.isEmpty()
        || !server.study(id).path("state").asText().matches("stopping|finished"));
  }

  @Test
  void aResumedStudyAsksForNothingTwice() throws Exception {
    String whole = create("logits", "logit", 1_000);
    respondToAll(whole);
    String paused = create("logits", "logit", 1_000);
    LeaseClient client = client(paused);
    List<LeaseClient.Block> blocks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      blocks.add(client.lease());
    }
    LeaseClient.Block unanswered = blocks.removeFirst();
    for (LeaseClient.Block block : blocks) {
      client.respond(block, logits(block));
    }
    server.pause(paused);
    server.send("POST", "/api/v1/studies/" + paused + "/resume");
    RunningServer.await(
        () -> server.study(paused).path("state").asText().matches("running|waiting"));
    List<Long> asked = new ArrayList<>();
    for (Optional<LeaseClient.Block> block = client.lease("20");
        block.isPresent();
        block = client.lease("20")) {
      asked.add(block.get().index());
      client.respond(block.get(), logits(block.get()));
    }

    server.awaitEnd(paused);
    assertThat(asked)
        .contains(unanswered.index())
        .doesNotContainAnyElementsOf(blocks.stream().map(LeaseClient.Block::index).toList());
    assertSameMaps(whole, paused);
  }

  @Test
  void aBlockWhoseLeaseExpiresGoesToAnotherClient(@TempDir Path other) {
    try (RunningServer brief = RunningServer.start(other, "studies.lease", "200ms")) {
      String id = brief.create(study(EXTERNAL.formatted("logits"), "logit", 1_000));
      LeaseClient client = new LeaseClient(brief, id, "java");
      LeaseClient.Block lost = client.lease();
      LeaseClient.Block next = client.lease();
      while (next.index() != lost.index()) {
        client.put(next.lease(), logits(next));
        next = client.lease();
      }

      assertThat(next.lease()).isNotEqualTo(lost.lease());
      assertConflict(
          client.put(lost.lease(), logits(lost)),
          "lease %s is not open: it has expired, it was used or given back, or it is of another study"
              .formatted(lost.lease()));
      brief.stopStudy(id);
    }
  }

  @Test
  void aBlockThatIsGivenBackGoesToTheNextClient() {
    String id = create("logits", "logit", 1_000);
    LeaseClient.Block block = client(id).lease();
    expect(204, client(id).giveBack(block.lease()));

    RunningServer.await(() -> client(id).lease().index() == block.index());
    expect(409, client(id).giveBack(block.lease()));
    server.stopStudy(id);
  }

  @Test
  void responsesOfAnotherStudyOrTwiceAreRefused() {
    String id = create("logits", "logit", 1_000);
    String other = create("logits", "logit", 1_000);
    LeaseClient.Block block = client(id).lease();
    expect(409, client(other).put(block.lease(), logits(block)));

    client(id).respond(block, logits(block));
    expect(409, client(id).put(block.lease(), logits(block)));
    server.stopStudy(id);
    server.stopStudy(other);
  }

  @Test
  void invalidResponsesAreRefusedAndTheLeaseStaysOpen() {
    String id = create("probabilities", "probability", 1_000);
    LeaseClient.Block block = client(id).lease();
    float[] valid = new float[1_000];
    Arrays.fill(valid, .1f);

    assertRefused(id, block, "text".getBytes(StandardCharsets.UTF_8), "not a NumPy file");
    assertRefused(id, block, new byte[0], "not a NumPy file");
    assertRefused(
        id,
        block,
        Npy.floats(valid, 10, 100),
        "body is an array of <f4 of shape (10, 100); it must be an array of float32 or float64 of"
            + " shape (100, 10)");
    assertRefused(id, block, Npy.floats(new float[990], 99, 10), "of shape (99, 10)");
    float[] wrong = valid.clone();
    wrong[25] = Float.NaN;
    assertRefused(
        id,
        block,
        Npy.floats(wrong, 100, 10),
        "body is NaN in trial 2; it must be in [0, 1]; logits need output = logits (revcor fold"
            + " --kind activations)");
    wrong[25] = .5f;
    assertRefused(
        id,
        block,
        Npy.floats(wrong, 100, 10),
        "body is probabilities with the sum 1.400 in trial 2; it must be probabilities with the sum"
            + " 1");

    // 1 minus the sum of the others, in float32
    valid[30] = -1.1920929e-7f;
    valid[31] = .2f;
    client(id).respond(block, Npy.floats(valid, 100, 10));
    server.stopStudy(id);
  }

  private void assertRefused(String id, LeaseClient.Block block, byte[] body, String message) {
    HttpResponse<String> response = expect(400, client(id).put(block.lease(), body));
    assertThat(RunningServer.json(response).path("detail").asText()).contains(message);
  }

  @Test
  void labelsAreIntegersInRange() {
    String id = create("labels", "label", 1_000);
    LeaseClient.Block block = client(id).lease();

    assertRefused(
        id,
        block,
        Npy.floats(new float[100], 100),
        "body is an array of <f4 of shape (100); it must be an array of integers of shape (100)");
    assertRefused(
        id, block, labels(10), "body is 10.0 in trial 99; it must be a class from 0 to 9");
    assertRefused(id, block, labels(-1), "body is -1.0 in trial 99");
    client(id).respond(block, labels(9));
    server.stopStudy(id);
  }

  private static byte[] labels(long last) {
    long[] labels = new long[100];
    labels[99] = last;
    return integers(labels);
  }

  /** Returns an int64 array. */
  static byte[] integers(long... values) {
    byte[] file = Npy.doubles(new double[values.length], values.length);
    int header = file.length - values.length * Long.BYTES;
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(header)
        .asLongBuffer()
        .put(values);
    for (int i = 0; i < header; i++) {
      if (file[i] == '<') {
        file[i + 1] = 'i';
        return file;
      }
    }
    throw new AssertionError("no header");
  }

  @Test
  void aStudyWaitsForResponsesUntilAClientCallsForABlock() {
    String id = create("logits", "logit", 1_000);
    RunningServer.await(() -> server.study(id).path("state").asText().equals("waiting"));
    assertThat(server.study(id).path("problem").asText()).isEqualTo("waiting for responses");

    client(id).lease();
    RunningServer.await(() -> server.study(id).path("state").asText().equals("running"));
    server.stopStudy(id);
  }

  @Test
  void aStudyThatTakesNoResponsesSaysInWhichStateItIs() {
    String id = create("logits", "logit", 1_000);
    LeaseClient.Block block = client(id).lease();
    server.pause(id);

    HttpResponse<String> refused = client(id).put(block.lease(), logits(block));
    assertConflict(refused, "study %s is paused and takes no responses".formatted(id));
    assertThat(RunningServer.json(refused).path("state").asText()).isEqualTo("paused");
    server.stopStudy(id);
    expect(409, client(id).request("0"));

    String own = server.create(RunningServer.longStudy());
    JsonNode problem =
        RunningServer.json(new String(client(own).request("0").body(), StandardCharsets.UTF_8));
    assertThat(problem.path("detail").asText())
        .isEqualTo(
            "study %s has a network; only studies with observer.external take responses"
                .formatted(own));
    server.stopStudy(own);
    expect(404, client("none").request("0"));
  }

  @Test
  void parametersAreChecked() {
    String id = create("logits", "logit", 1_000);

    assertThat(new String(client(id).request("31").body(), StandardCharsets.UTF_8))
        .contains("wait is 31; it must be a number from 0 to 30");
    expect(400, server.send("POST", "/api/v1/studies/%s/leases?source=%%0a".formatted(id)));
    expect(
        415,
        server.send(
            server
                .request(
                    "/api/v1/studies/%s/leases/x".formatted(id), "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("[]"))));
    server.stopStudy(id);
  }

  @Test
  void aDamagedLogFailsTheStudyWithItsReason() throws Exception {
    String id = create("logits", "logit", 1_000);
    client(id).respond(client(id).lease(), Npy.floats(new float[1_000], 100, 10));
    server.pause(id);
    Path log = folder.resolve("studies").resolve(id).resolve("responses.log");
    byte[] altered = Files.readAllBytes(log);
    altered[altered.length - 100] ^= 1;
    Files.write(log, altered);
    server.send("POST", "/api/v1/studies/" + id + "/resume");

    JsonNode ended = server.awaitEnd(id);
    assertThat(ended.path("state").asText()).isEqualTo("failed");
    assertThat(ended.path("problem").asText())
        .startsWith("responses.log is damaged: it has a record at byte");
  }

  @Test
  void outputsAreTakenAgainWhenTheDiskIsNotFullAnyMore(@TempDir Path data) throws Exception {
    try (Mount disk = Mount.small(data, 64);
        RunningServer small = RunningServer.start(data)) {
      String id = small.create(study(EXTERNAL.formatted("logits"), "logit", 1_000));
      LeaseClient client = new LeaseClient(small, id, "java");
      LeaseClient.Block block = client.lease();
      AutoCloseable full = disk.filled();
      try (full) {
        HttpResponse<String> refused = expect(503, client.put(block.lease(), logits(block)));
        assertThat(RunningServer.json(refused).path("detail").asText())
            .isEqualTo("outputs cannot be written (No space left on device)");
        RunningServer.await(
            () ->
                small
                    .study(id)
                    .path("problem")
                    .asText()
                    .equals("outputs cannot be written (No space left on device)"));
      }

      client.respond(block, logits(block));
      respondToAll(client);
      JsonNode ended = small.awaitEnd(id);
      assertThat(ended.path("state").asText()).isEqualTo("finished");
      assertThat(ended.path("trials").intValue()).isEqualTo(1_000);
    }
  }

  @Test
  void aLogThatCannotBeOpenedFailsTheStudyWhichResumesWhenItCan() throws Exception {
    String id = create("logits", "logit", 1_000);
    client(id).respond(client(id).lease(), Npy.floats(new float[1_000], 100, 10));
    server.pause(id);
    Path log = folder.resolve("studies").resolve(id).resolve("responses.log");
    Mount readOnly = Mount.readOnly(log);
    try (readOnly) {
      server.send("POST", "/api/v1/studies/" + id + "/resume");
      JsonNode ended = server.awaitEnd(id);
      assertThat(ended.path("state").asText()).isEqualTo("failed");
      assertThat(ended.path("problem").asText()).endsWith("responses.log: Read-only file system");
    }

    server.send("POST", "/api/v1/studies/" + id + "/resume");
    respondToAll(id);
    assertThat(server.awaitEnd(id).path("trials").intValue()).isEqualTo(1_000);
  }

  private static void assertConflict(HttpResponse<String> response, String detail) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
    assertThat(RunningServer.json(response).path("detail").asText()).isEqualTo(detail);
  }
}
