package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.OutputKind;
import org.revcor.study.run.InferenceFixture;

/** Studies of a server whose network another server runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServedStudiesTest {
  @TempDir static Path folder;

  private RunningServer server;
  private InferenceFixture model;

  @BeforeAll
  void start() {
    server = RunningServer.start(folder, "served.tokens", "127.0.0.1 s3cret");
    model = InferenceFixture.start(InferenceFixture.Kind.TRITON, OutputKind.LABELS, folder);
  }

  @AfterAll
  void stop() {
    server.close();
    model.close();
  }

  private static String study(String observer, int trials) {
    return """
    {"study": {"seed": 7, "observer": {%s}, "readout": {"kind": "label"}, "block-size": 100,
     "stop": {"max-trials": %d}}}\
    """
        .formatted(observer, trials);
  }

  private Path run(String id) {
    return folder.resolve("studies").resolve(id);
  }

  @Test
  void mapsHaveTheBytesOfTheNetworkAndNothingHasTheToken() throws Exception {
    String own = server.create(study("\"model\": \"mnist-cnn\"", 2_000));
    String served = server.create(study(model.observer(""), 2_000));

    JsonNode end = server.awaitEnd(served);
    assertThat(end.path("state").asText()).as("%s", end).isEqualTo("finished");
    assertThat(end.path("name").asText()).isEqualTo("mnist under uniform white noise");
    assertThat(end.path("warnings").get(0).asText())
        .isEqualTo(
            "the study sends at most 1000000 stimuli per run to model mnist at %s, 32 per request, 2 requests at a time"
                .formatted(model.url()));
    server.awaitEnd(own);
    for (String name : List.of("maps.npy", "errors.npy", "history.csv")) {
      assertThat(Files.readAllBytes(run(served).resolve(name)))
          .as(name)
          .isEqualTo(Files.readAllBytes(run(own).resolve(name)));
    }
    assertThat(model.credentials()).isEqualTo(Set.of("Bearer s3cret"));
    assertThat(server.get("/api/v1/studies/" + served).body()).doesNotContain("s3cret");
    try (Stream<Path> files = Files.list(run(served))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain("s3cret");
      }
    }
  }

  @Tag("full")
  @Test
  void aStudyWhoseModelIsAwayWaitsAndTakesNoResponsesFromClients() {
    model.goAway();
    String id = server.create(study(model.observer(""), 2_000));

    RunningServer.await(() -> server.study(id).path("state").asText().equals("waiting"));
    assertThat(server.study(id).path("problem").asText())
        .isEqualTo(
            "waiting for observer: model mnist at %s cannot be reached".formatted(model.url()));
    expect(409, server.send("POST", "/api/v1/studies/%s/leases".formatted(id)));
    assertThat(server.pause(id).path("state").asText()).isEqualTo("paused");
    model.comeBack();
    server.send("POST", "/api/v1/studies/%s/resume".formatted(id));
    assertThat(server.awaitEnd(id).path("state").asText()).isEqualTo("finished");
  }

  @Tag("full")
  @Test
  void aStudyWhoseHostIsNoLongerAllowedCanOnlyBeFinished(@TempDir Path own) {
    String id;
    try (RunningServer before = RunningServer.start(own)) {
      id = before.create(study(model.observer(""), 1_000_000));
      before.awaitTrials(id);
      before.pause(id);
    }
    try (RunningServer after = RunningServer.start(own, "served.hosts", "other")) {
      String actions = "/api/v1/studies/%s/".formatted(id);
      HttpResponse<String> resumed = expect(422, after.send("POST", actions + "resume"));
      assertThat(RunningServer.json(resumed).path("detail").asText())
          .endsWith("at a host that the setting served.hosts names; it names other");

      expect(202, after.send("POST", actions + "stop"));
      JsonNode end = after.awaitEnd(id);
      assertThat(end.path("state").asText()).as("%s", end).isEqualTo("finished");
    }
  }

  @Test
  void studiesOfOtherHostsAreRefused() {
    HttpResponse<String> refused =
        expect(
            422,
            server.post(
                "/api/v1/studies",
                study(model.observer("").replace("127.0.0.1", "10.0.0.1"), 100)));
    assertThat(RunningServer.json(refused).path("detail").asText())
        .isEqualTo(
            "study.observer.served.url is %s; it must be at a host that the setting served.hosts names; it names 127.0.0.1, [::1], localhost"
                .formatted(model.url().replace("127.0.0.1", "10.0.0.1")));
  }
}
