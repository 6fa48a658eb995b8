package org.revcor.study.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.Await;
import org.revcor.observer.OutputKind;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.ResponseLog;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.served.ServedAccess;
import org.revcor.study.specification.StudyFile;

/** Studies of a network that another process serves. */
@Tag("full")
final class ServedStudyTest {
  private static final String STUDY =
      """
      {"observer": {%s}, "stop": {"max-trials": %d}, "block-size": %d, "readout": {"kind": "%s"}}
      """;

  @TempDir Path folder;

  private ServedAccess access =
      new ServedAccess(Set.of("127.0.0.1"), Map.of(), Duration.ofSeconds(20));

  private InferenceFixture serve(InferenceFixture.Kind kind, OutputKind output) {
    return InferenceFixture.start(kind, output, folder);
  }

  private InferenceFixture triton() {
    return serve(InferenceFixture.Kind.TRITON, OutputKind.LOGITS);
  }

  private static String study(String observer, String readout) {
    return STUDY.formatted(observer, 4000, 1000, readout);
  }

  private static String small(String observer) {
    return STUDY.formatted(observer, 400, 100, "logit");
  }

  private Materials materials() {
    return new StudyRuns(folder).materials().withServed(access);
  }

  private HeadlessStudy start(String study, String out) {
    return HeadlessStudy.start(
        StudyFile.parseJson(study),
        materials(),
        folder.resolve(out),
        StudyRuns.lanes(1),
        Duration.ofSeconds(30));
  }

  private StudyView run(String study, String out) throws Exception {
    try (HeadlessStudy running = start(study, out)) {
      return running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }

  private StudyView finish(String study, String out) throws Exception {
    StudyView end = run(study, out);
    assertThat(end.lifecycle().problem()).isNull();
    assertThat(end.lifecycle().state()).isEqualTo(StudyState.FINISHED);
    return end;
  }

  private String problem(String study) throws Exception {
    return problem(study, "failed");
  }

  private String problem(String study, String out) throws Exception {
    StudyView end = run(study, out);
    assertThat(end.lifecycle().state()).isEqualTo(StudyState.FAILED);
    return String.valueOf(end.lifecycle().problem());
  }

  private static StudyView await(HeadlessStudy study, Predicate<StudyView> condition)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() - end < 0) {
      StudyView view = study.now().toCompletableFuture().get(60, TimeUnit.SECONDS);
      if (condition.test(view)) {
        return view;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new AssertionError("the study does not reach the state");
  }

  private long logged(String study, String out) throws Exception {
    try (ResponseLog log =
        ResponseLog.open(
            new RunDirectory(folder.resolve(out)).responses(),
            new RecordedNetwork("mnist-cnn", materials()).prepare(study))) {
      return log.size();
    }
  }

  private void assertSameArrays(String one, String other) throws Exception {
    for (String name : List.of("maps.npy", "errors.npy", "history.csv")) {
      assertThat(Files.readAllBytes(folder.resolve(other).resolve(name)))
          .as(name)
          .isEqualTo(Files.readAllBytes(folder.resolve(one).resolve(name)));
    }
  }

  @ParameterizedTest
  @CsvSource({"TRITON, labels, label", "DJL, labels, label", "TRITON, logits, logit"})
  void mapsHaveTheBytesOfTheNetworkWithTheSameBatches(
      InferenceFixture.Kind kind, String output, String readout) throws Exception {
    String own = study("\"model\": \"mnist-cnn\"", readout);
    int batch = finish(own, "own").setup().plan().batchSize();
    try (InferenceFixture server =
        serve(kind, OutputKind.named("output", output, OutputKind.OF_CLIENTS))) {
      StudyView end = finish(study(server.observer(", \"batch\": " + batch), readout), "served");

      assertThat(end.progress().trials()).isEqualTo(4000);
      assertThat(server.stimuli()).isEqualTo(4000);
      assertThat(server.largestBatch()).isEqualTo(batch);
    }
    assertSameArrays("own", "served");
  }

  @Test
  void mapsOfOtherBatchesInJsonDifferByRoundingOnly() throws Exception {
    finish(study("\"model\": \"mnist-cnn\"", "logit"), "own");
    try (InferenceFixture server = serve(InferenceFixture.Kind.DJL, OutputKind.LOGITS)) {
      finish(study(server.observer(", \"parallel\": 3"), "logit"), "served");

      assertThat(server.largestBatch()).isEqualTo(32);
      assertThat(server.mostParallel()).isBetween(2, 3);
    }
    StudyRuns files = new StudyRuns(folder);
    assertThat(files.array("served/maps.npy"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(files.array("own/maps.npy"));
  }

  @Test
  void aFullQueueIsWaitedFor() throws Exception {
    try (InferenceFixture server = triton()) {
      finish(small(server.observer("")), "free");
      server.limitQueue(1);
      finish(small(server.observer(", \"parallel\": 8")), "full");

      assertThat(server.refused()).isPositive();
      assertThat(server.stimuli()).isEqualTo(800);
    }
    assertSameArrays("free", "full");
  }

  @Test
  void aServerIsAskedAgainAtTheDateThatItStates() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = small(server.observer(", \"parallel\": 1"));
      server.replyNext(1, 503, "busy", "Retry-After", inHours(1));
      try (HeadlessStudy later = start(study, "later")) {
        StudyView waiting = await(later, view -> view.lifecycle().state() == StudyState.WAITING);
        assertThat(waiting.lifecycle().problem())
            .isEqualTo(
                "waiting for observer: model mnist at %s responds with 503: busy"
                    .formatted(server.url()));
      }
      assertThat(server.stimuli()).isZero();
      server.replyNext(1, 503, "busy", "Retry-After", inHours(-1));

      finish(study, "now");
    }
  }

  private static String inHours(int hours) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plusHours(hours));
  }

  @Test
  void aModelThatIsNotReadyIsWaitedFor() throws Exception {
    try (InferenceFixture server = serve(InferenceFixture.Kind.DJL, OutputKind.LOGITS)) {
      server.replyNext(4, 424, "{\"error\": \"not ready\"}", "X-None", "");

      finish(small(server.observer("")), "served");

      assertThat(server.stimuli()).isEqualTo(400);
    }
  }

  @Test
  void aModelThatIsLoadedAgainIsWaitedFor() throws Exception {
    try (InferenceFixture server = triton()) {
      server.unload();

      finish(small(server.observer(", \"parallel\": 1")), "served");

      assertThat(server.stimuli()).isEqualTo(400);
    }
  }

  @Test
  void aStudyWaitsForAServerThatIsAwayAndContinues() throws Exception {
    try (InferenceFixture server = triton()) {
      finish(small(server.observer("")), "whole");
      server.goAway();
      try (HeadlessStudy study = start(small(server.observer("")), "waiting")) {
        StudyView waiting = await(study, view -> view.lifecycle().state() == StudyState.WAITING);
        assertThat(waiting.lifecycle().problem())
            .isEqualTo(
                "waiting for observer: model mnist at %s cannot be reached"
                    .formatted(server.url()));
        server.comeBack();
        StudyView end = study.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
        assertThat(end.lifecycle().state()).isEqualTo(StudyState.FINISHED);
        assertThat(end.lifecycle().problem()).isNull();
      }
      assertThat(server.stimuli()).isEqualTo(800);
    }
    assertSameArrays("whole", "waiting");
  }

  @Test
  void aResumedStudyAsksForNothingTwiceAndItsLogFoldsWithoutTheServer() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = STUDY.formatted(server.observer(""), 6_000, 100, "logit");
      finish(study, "whole");
      server.holdAfter(server.stimuli() + 2_000);
      try (HeadlessStudy stopped = start(study, "resumed")) {
        await(stopped, view -> view.progress().trials() >= 500);
        stopped.stop();
        server.release();
        stopped.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
      }
      Await.until("the server is idle", server::isIdle);
      long before = server.stimuli();
      long logged = 100 * logged(study, "resumed");
      assertThat(logged).isBetween(500L, 5_900L);
      finish(study, "resumed");

      assertThat(server.stimuli() - before).isEqualTo(6_000 - logged);
      assertSameArrays("whole", "resumed");
      server.goAway();
      access = ServedAccess.NONE;
      RecordedResponses.copy(
          new RunDirectory(folder.resolve("resumed")),
          StudyFile.parseJson(study),
          materials(),
          folder.resolve("refolded"),
          StudyRuns.lanes(1));
      finish(study, "refolded");
      assertSameArrays("whole", "refolded");
    }
  }

  @Test
  void aModelThatChangesFailsTheStudyAndNothingIsLost() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = small(server.observer(""));
      finish(study, "whole");
      server.changeVersionAfter(server.stimuli() + 200);

      assertThat(problem(study))
          .matches(
              "model mnist at \\S+ has changed: its outputs so far are of version 1, metadata"
                  + " [0-9a-f]{12}, the new ones of version 2, metadata [0-9a-f]{12}, and are not"
                  + " used; serve the earlier one and resume the study, or restart it");
      assertThat(logged(study, "failed")).isBetween(1L, 2L);
      assertThat(problem(study)).contains("has changed");
      server.changeVersionAfter(Long.MAX_VALUE);
      server.serveVersion("1");
      finish(study, "failed");
    }
    assertSameArrays("whole", "failed");
  }

  private static final String OUT =
      "{\"model_version\": \"1\", \"outputs\": [{\"name\": \"out\", \"datatype\": \"FP32\", %s}]}";

  private static String numbers(String last) {
    return "\"shape\": [2, 10], \"data\": [%s%s]".formatted("0.5, ".repeat(19), last);
  }

  private static Stream<List<String>> invalidOutputs() {
    return Stream.of(
        List.of(
            OUT.formatted("\"shape\": [2, 9], \"data\": [1]"),
            "an output of shape [2, 9] for 2 stimuli; it must have 10 values for each"),
        List.of(OUT.formatted("\"shape\": [2, 10], \"data\": [1, 2]"), "2 numbers; it must be 20"),
        List.of(OUT.formatted(numbers("\"1\"")), "\"1\", which is not a number"),
        List.of(
            OUT.formatted(numbers("1")).replace("FP32", "INT64"),
            "an output of type INT64; it must be FP32 or FP64"),
        List.of(
            OUT.formatted(
                "\"shape\": [2, 10], \"parameters\": {\"binary_data_size\": 80}, \"data\": []"),
            "0 bytes of numbers; it must be 80"),
        List.of(OUT.formatted(numbers("1")).replace("\"out\"", "\"x\""), "no output out, but x"),
        List.of(
            "{\"error\": \"CUDA out of memory\"}",
            "no output out, but {\"error\":\"CUDA out of memory\"}"),
        List.of(
            OUT.formatted("\"parameters\": {\"binary_data_size\": 2147483647}")
                .replace("\"out\"", "\"x\"")
                .replace("]}", ", {\"parameters\": {\"binary_data_size\": 2147483647}}]}"),
            "bytes of numbers; it must be 2147483647"),
        List.of("{\"outputs\": ", "a body that is not JSON"),
        List.of("x".repeat(2_000_000), "a body of more than"));
  }

  @Test
  void invalidOutputsFailTheStudy() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = small(server.observer(", \"batch\": 2, \"parallel\": 1"));
      for (List<String> each : invalidOutputs().toList()) {
        server.replyNext(1, 200, each.getFirst(), "X-None", "");
        assertThat(problem(study))
            .startsWith("model mnist at %s responds with ".formatted(server.url()))
            .contains(each.getLast());
      }
    }
  }

  @Test
  void outputsThatAreNotFiniteFailTheStudy() throws Exception {
    try (InferenceFixture server = triton()) {
      server.replyNext(1, 200, OUT.formatted(numbers("1")), "X-None", "");
      server.replyNext(1, 200, OUT.formatted(numbers("NaN")), "X-None", "");
      String observer = server.observer(", \"batch\": 2, \"parallel\": 1");

      assertThat(problem(STUDY.formatted(observer, 4, 4, "logit")))
          .isEqualTo(
              "the output of model mnist at %s is NaN in trial 3; it must be finite"
                  .formatted(server.url()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | responds with 500: {\"error\": \"***\"}",
        "400 | responds with 400: {\"error\": \"***\"}",
        "302 | responds with 302: {\"error\": \"***\"}; redirects are not followed",
        "401 | responds with 401: {\"error\": \"***\"}; the setting served.tokens has the tokens of"
            + " servers"
      })
  void otherStatusesFailTheStudyWithoutTheToken(int status, String message) throws Exception {
    try (InferenceFixture server = triton();
        InferenceFixture elsewhere = triton()) {
      access =
          new ServedAccess(
              Set.of("127.0.0.1"), Map.of("127.0.0.1", "s3cret"), Duration.ofSeconds(20));
      server.replyNext(2, status, "{\"error\":\n \"s3cret\"}", "Location", elsewhere.url());

      assertThat(problem(small(server.observer(""))))
          .isEqualTo("model mnist at %s %s".formatted(server.url(), message));
      assertThat(server.credentials()).isEqualTo(Set.of("Bearer s3cret"));
      assertThat(elsewhere.credentials()).isEmpty();
      try (Stream<Path> files = Files.walk(folder.resolve("failed"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .doesNotContain("s3cret");
        }
      }
    }
  }

  @Test
  void responsesThatAreCutAreRequestedAgainFiveTimes() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = small(server.observer(", \"parallel\": 1"));
      server.cutNext(4);
      finish(study, "cut");
      server.cutNext(5);

      assertThat(problem(study))
          .startsWith("model mnist at %s ended the connection".formatted(server.url()))
          .endsWith(", 5 times for the same stimuli");
    }
  }

  @Test
  void aServerThatDoesNotRespondInTimeFailsTheStudy() throws Exception {
    access = new ServedAccess(Set.of("127.0.0.1"), Map.of(), Duration.ofMillis(500));
    try (InferenceFixture server = triton()) {
      server.stall();

      assertThat(problem(small(server.observer(", \"parallel\": 1"))))
          .isEqualTo(
              "model mnist at %s did not respond within 500 ms, served.request-timeout, 5 times for the same stimuli"
                  .formatted(server.url()));
    }
  }

  @Test
  void stimuliThatAreSentAgainCountAsQueries() throws Exception {
    try (InferenceFixture server = triton()) {
      server.cutNext(1);

      assertThat(
              problem(
                  small(server.observer(", \"parallel\": 1, \"batch\": 50, \"max-queries\": 400"))))
          .isEqualTo(
              "study.observer.served.max-queries is 400, of which 400 are used; it must be more,"
                  + " also for stimuli that are sent again");
      assertThat(server.stimuli()).isEqualTo(350);
    }
  }

  @Test
  void atTheLimitAllOutputsAreAwaitedAndAHigherLimitResumesTheStudy() throws Exception {
    try (InferenceFixture server = triton()) {
      String batch = ", \"batch\": 10";
      finish(small(server.observer(batch)), "whole");
      String limited = small(server.observer(batch + ", \"parallel\": 8, \"max-queries\": 400"));
      server.cutNext(10);

      assertThat(problem(limited)).contains("max-queries is 400, of which 400 are used");
      assertThat(server.stimuli()).isEqualTo(700);
      assertThat(logged(limited, "failed")).isEqualTo(3);
      finish(small(server.observer(batch + ", \"parallel\": 2, \"max-queries\": 500")), "failed");
      assertThat(server.stimuli()).isEqualTo(800);
    }
    assertSameArrays("whole", "failed");
  }

  @Test
  void aRestartedStudyDoesNotReadItsOldLog() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = small(server.observer(""));
      finish(study, "out");
      Files.writeString(new RunDirectory(folder.resolve("out")).responses(), "not a log");

      try (HeadlessStudy restarted = restart(study, "out")) {
        StudyView end = restarted.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
        assertThat(end.lifecycle().state()).isEqualTo(StudyState.FINISHED);
      }
      assertThat(server.stimuli()).isEqualTo(800);
      access = ServedAccess.NONE;
      assertRefused(() -> restart(study, "out"))
          .hasMessageEndingWith("at a host that the setting served.hosts names; it names none");
      assertThat(logged(study, "out")).isEqualTo(4);
      finish(study, "out");
    }
  }

  @Test
  void aStudyWhoseOldLogCannotBeDeletedIsNotRestarted() throws Exception {
    try (InferenceFixture server = triton()) {
      String study = small(server.observer(""));
      finish(study, "out");
      RunDirectory directory = new RunDirectory(folder.resolve("out"));
      Files.delete(directory.responses());
      Files.createDirectories(directory.responses().resolve("in the way"));

      assertThatThrownBy(() -> restart(study, "out"))
          .hasMessageContaining(folder.resolve("out").toString());
      assertThat(directory.storedRecord())
          .hasValueSatisfying(
              record -> assertThat(record.lifecycle().state()).isEqualTo(StudyState.FINISHED));
    }
  }

  private HeadlessStudy restart(String study, String out) {
    return HeadlessStudy.start(
        StudyFile.parseJson(study),
        materials(),
        folder.resolve(out),
        StudyRuns.lanes(1),
        Duration.ofSeconds(30),
        Optional.empty(),
        true);
  }

  @Test
  void aServerWithoutTlsAtAnHttpsAddressFailsTheStudy() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      assertTlsProblem(plain, "");
    }
  }

  @Test
  void aCertificateOfAnUnknownAuthorityFailsTheStudy() throws Exception {
    try (ServerSocket tls =
        selfSigned().createServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      assertTlsProblem(tls, "PKIX path building failed");
    }
  }

  private void assertTlsProblem(ServerSocket server, String reason) throws Exception {
    Thread.ofVirtual().start(() -> respond(server));
    String url = "https://127.0.0.1:" + server.getLocalPort();
    String observer =
        "\"served\": {\"url\": \"%s\", \"model\": \"m\", \"input\": [1, 28, 28], \"output\": \"logits\", \"classes\": 10}"
            .formatted(url);

    assertThat(problem(small(observer)))
        .startsWith("model m at %s cannot be reached by TLS (".formatted(url))
        .contains(reason);
  }

  /** Returns sockets with a new certificate of 127.0.0.1, which nobody else has signed. */
  private SSLServerSocketFactory selfSigned() throws Exception {
    Path keys = folder.resolve("keys.p12");
    char[] password = "changeit".toCharArray();
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storepass",
                "changeit",
                "-keystore",
                keys.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(KeyStore.getInstance(keys.toFile(), password), password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls.getServerSocketFactory();
  }

  private static void respond(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException ended) {
        // the client or the server has closed the connection
      }
    }
  }

  @Test
  void metadataAndVersionsAreShownWithoutTokensAndNotInFull() throws Exception {
    access =
        new ServedAccess(
            Set.of("127.0.0.1"),
            Map.of("other", "s3cret", "127.0.0.1", "s3cret-token", "third", "s3cret-to"),
            Duration.ofSeconds(20));
    try (InferenceFixture server = triton()) {
      server.serveVersion("s3cret-token-2");
      String study = small(server.observer(""));
      finish(study, "out");
      assertThat(
              Files.readString(
                  new RunDirectory(folder.resolve("out")).responses(), StandardCharsets.ISO_8859_1))
          .contains("version ***-2, metadata ")
          .doesNotContain("s3cret");

      server.takes("s3cret-token" + "x".repeat(100_000));
      assertThat(problem(study, "type"))
          .startsWith(
              "the input image of model mnist at %s has the type ***xxx".formatted(server.url()))
          .hasSize(1000);
      server.replyNext(1, 500, "y".repeat(198) + "s3cret-token", "X-None", "");
      server.takes("FP32");
      assertThat(problem(study, "cut")).endsWith("yyy**");
    }
  }

  @Test
  void studiesThatMayNotBeSentAreRefused() throws Exception {
    String other =
        "\"served\": {\"url\": \"http://models.example.org\", \"model\": \"m\", \"input\": [1, 28,"
            + " 28], \"output\": \"logits\", \"classes\": 10}";

    assertRefused(
        () -> start(small(other), "none"),
        "study.observer.served.url is http://models.example.org; it must be at a host that the"
            + " setting served.hosts names; it names 127.0.0.1");
    access =
        new ServedAccess(
            Set.of("models.example.org"), Map.of("models.example.org", "t"), Duration.ZERO);
    assertThatThrownBy(() -> start(small(other), "none"))
        .hasMessage(
            "study.observer.served.url is http://models.example.org; it must be https, since the"
                + " settings have a token for this host");
    access = new ServedAccess(Set.of("models.example.org:80"), Map.of(), Duration.ZERO);
    assertThatThrownBy(
            () -> start(small(other.replace("10}", "10, \"max-queries\": 399}")), "none"))
        .hasMessage(
            "study.stop.max-trials is 400; it must be at most 399, which is"
                + " observer.served.max-queries");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void metadataThatDifferFromTheStudyFailIt() throws Exception {
    try (InferenceFixture server = triton()) {
      String words = "model mnist at " + server.url();
      assertThat(problem(small(server.observer(", \"layout\": \"nhwc\""))))
          .isEqualTo(
              "the input image of %s has the shape [-1, 1, 28, 28]; observer.served.input and layout give [-1, 28, 28, 1]"
                  .formatted(words));
      assertThat(
              problem(
                  small(server.observer("").replace("\"classes\": 10", "\"classes\": 9")),
                  "classes"))
          .isEqualTo(
              "the output out of %s has the shape [-1, 10]; observer.served needs 9 values per stimulus"
                  .formatted(words));
      assertThat(problem(small(server.observer(", \"output-tensor\": \"y\"")), "output"))
          .isEqualTo("%s has no output y; it has out".formatted(words));
      server.takes("UINT8");
      assertThat(problem(small(server.observer("")), "type"))
          .isEqualTo(
              "the input image of %s has the type UINT8; it must be FP32 or FP64".formatted(words));
      assertThat(server.stimuli()).isZero();
      assertThat(problem(small(server.observer("").replace("\"mnist\"", "\"x\"")), "unknown"))
          .isEqualTo(
              "model x at %s responds with 404: {\"error\": \"not found\"}"
                  .formatted(server.url()));
    }
  }
}
