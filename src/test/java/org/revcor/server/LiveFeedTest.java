package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.revcor.server.RunningServer.await;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

@Tag("full")
final class LiveFeedTest {
  private static final String WATCH_TWO = "{\"type\": \"watch\", \"channels\": [8, 3]}";
  private static final String READY = "{\"type\": \"ready\"}";

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;
  private static String study = "";

  @BeforeAll
  static void startServer() {
    server = RunningServer.start(folder, "live.frame-interval", "20ms", "live.idle-timeout", "3m");
  }

  /** Most tests share a study; one that a test has ended is replaced. */
  @BeforeEach
  void startStudy() {
    if (study.isEmpty() || !server.study(study).path("state").asText().equals("running")) {
      study = server.create(RunningServer.longStudy());
      server.awaitTrials(study);
    }
  }

  @Test
  void beginsWithHelloAndState() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      assertThat(client.text("hello"))
          .isEqualTo(
              json(
                  """
                  {"type": "hello", "version": 2, "study": "%s", "frameMillis": 20,
                   "channels": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "shape": [1, 28, 28], "maxChannels": 10699}\
                  """
                      .formatted(study)));
      JsonNode state = client.text("state").path("study");
      assertThat(state.path("id").textValue()).isEqualTo(study);
      assertThat(state.path("channels")).hasSize(10);
    }
  }

  @Test
  void framesContainTheSelectedChannels() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(WATCH_TWO);

      ByteBuffer frame = client.frame();

      assertThat(frame.remaining()).isEqualTo(64 + 2 * (20 + 4 * 784));
      assertThat(frame.getInt(0)).as("RVCF").isEqualTo(0x46435652);
      assertThat(frame.getShort(4)).isEqualTo((short) 2);
      assertThat(frame.getDouble(16)).isPositive();
      assertThat(frame.getInt(32)).isEqualTo(2);
      assertThat(List.of(frame.getInt(64), frame.getInt(64 + 20 + 4 * 784)))
          .containsExactlyInAnyOrder(3, 8);
    }
  }

  @Test
  void everyClientGetsItsSelectedChannels() {
    try (LiveClient one = LiveClient.connect(server, study, true);
        LiveClient other = LiveClient.connect(server, study, true)) {
      one.send("{\"type\": \"watch\", \"channels\": [8]}");
      assertThat(values(one.frame(), 8)).doesNotContain(Float.NaN);
      other.send("{\"type\": \"watch\", \"channels\": [3]}");
      assertThat(values(other.frame(), 3)).doesNotContain(Float.NaN);
      one.send("{\"type\": \"watch\", \"channels\": [5]}");

      ByteBuffer frame = one.frame();
      while (frame.getInt(64) != 5) {
        one.send(READY);
        frame = one.frame();
      }

      assertThat(values(frame, 5)).doesNotContain(Float.NaN);
    }
  }

  /** Returns the map of a frame with one record. */
  private static float[] values(ByteBuffer frame, int channel) {
    assertThat(frame.getInt(32)).isEqualTo(1);
    assertThat(frame.getInt(64)).isEqualTo(channel);
    float[] map = new float[784];
    frame.slice(84, 4 * 784).order(frame.order()).asFloatBuffer().get(map);
    return map;
  }

  /** With slow networks a block takes a minute. */
  @Test
  void aNewlySelectedChannelIsSentWithoutWaitingForABlock() {
    String slow =
        server.create(
            RunningServer.longStudy().replace("\"block-size\": 100", "\"block-size\": 5000"));
    server.awaitTrials(slow);
    try (LiveClient client = LiveClient.connect(server, slow, true)) {
      boolean isSameBlock = false;
      double before = 0;
      for (int i = 0; i < 20 && !isSameBlock; i++) {
        int channel = i % 2 == 0 ? 8 : 3;
        client.send("{\"type\": \"watch\", \"channels\": [" + channel + "]}");
        ByteBuffer frame = client.frame();
        while (frame.getInt(64) != channel) {
          client.send(READY);
          frame = client.frame();
        }
        client.send(READY);
        isSameBlock = frame.getDouble(16) == before;
        before = frame.getDouble(16);
      }
      assertThat(isSameBlock).isTrue();
    } finally {
      server.stopStudy(slow);
    }
  }

  @Test
  void manyMapsAreSentLessOften() {
    String units =
        server.create(
            """
            {"study": {"observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "white-noise"}, "block-size": 20,
             "readout": {"kind": "activation", "layer": "fc1"},
             "stop": {"max-trials": 1000000000}}}\
            """);
    int watched = 500;
    try (LiveClient client = LiveClient.connect(server, units, true)) {
      client.send(
          JsonBody.text(
              Map.of("type", "watch", "channels", IntStream.range(0, watched).boxed().toList())));

      ByteBuffer first = client.frame();
      ByteBuffer second = client.frame();

      assertThat(first.remaining()).isEqualTo(64 + watched * (20 + 4 * 784));
      assertThat(second.getDouble(24) - first.getDouble(24))
          .as("seconds, at four mebibytes a second")
          .isGreaterThan(first.remaining() / 4194304.0);
    } finally {
      server.stopStudy(units);
    }
  }

  @Test
  void framesOfALongRunningStudyAreLessFrequent() {
    String young = server.create(RunningServer.longStudy());
    try (LiveClient client = LiveClient.connect(server, young, true)) {
      client.send(WATCH_TWO);
      double before = 0;
      while (before < 3) {
        double seconds = client.frame().getDouble(24);
        client.send(READY);

        assertThat(seconds - before)
            .as("seconds until the next frame")
            .isGreaterThanOrEqualTo(0.01 * before);
        before = seconds;
      }
    } finally {
      server.stopStudy(young);
    }
  }

  @Test
  void atMostTwoFramesAreUnacknowledged() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(WATCH_TWO);
      int first = client.frame().getInt(8);
      int second = client.frame().getInt(8);
      long trials = server.study(study).path("trials").longValue();
      await(() -> server.study(study).path("trials").longValue() > trials + 2_000);

      assertThat(client.hasFrame()).isFalse();
      client.send(READY);
      ByteBuffer third = client.frame();

      assertThat(second).isGreaterThan(first);
      assertThat(third.getDouble(16))
          .as("the newest, not the next")
          .isGreaterThanOrEqualTo((double) trials);
      assertThat(client.hasFrame()).isFalse();
    }
  }

  @Test
  void superfluousReadyMessagesGiveNoMoreCredits() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      for (int i = 0; i < 5; i++) {
        client.send(READY);
      }
      client.send(WATCH_TWO);
      client.frame();
      client.frame();
      long trials = server.study(study).path("trials").longValue();
      await(() -> server.study(study).path("trials").longValue() > trials + 1_000);

      assertThat(client.hasFrame()).isFalse();
    }
  }

  @Test
  void selectingNoChannelsStopsTheFrames() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(WATCH_TWO);
      client.frame();
      client.send("{\"type\": \"watch\", \"channels\": []}");
      client.send("not JSON");
      client.text("problem");
      long before = server.study(study).path("trials").longValue();
      await(() -> server.study(study).path("trials").longValue() > before + 1_000);
      while (client.hasFrame()) { // sent before
        client.frame();
      }
      client.send(READY);
      client.send(READY);
      long trials = server.study(study).path("trials").longValue();
      await(() -> server.study(study).path("trials").longValue() > trials + 1_000);

      assertThat(client.hasFrame()).isFalse();
    }
  }

  @Test
  void aStudyPausedWithoutClientsSendsItsMaps() {
    server.pause(study);
    long trials = server.study(study).path("trials").longValue();
    for (int channel : List.of(3, 8)) {
      try (LiveClient client = LiveClient.connect(server, study, true)) {
        client.send("{\"type\": \"watch\", \"channels\": [" + channel + "]}");

        ByteBuffer frame = client.frame();

        assertThat(frame.getDouble(16)).isEqualTo((double) trials);
        assertThat(values(frame, channel)).doesNotContain(Float.NaN);
      }
    }
  }

  @Test
  void aPausedStudySendsTheMapsOfItsLastTrial_alsoOfOtherChannels() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(WATCH_TWO);
      client.frame();
      server.pause(study);
      long trials = server.study(study).path("trials").longValue();
      client.send(READY);
      client.send("{\"type\": \"watch\", \"channels\": [2]}");

      ByteBuffer frame = client.frame();
      while (frame.getInt(64) != 2) {
        client.send(READY);
        frame = client.frame();
      }

      assertThat(frame.getDouble(16)).isEqualTo((double) trials);
      assertThat(values(frame, 2)).doesNotContain(Float.NaN);
    }
  }

  @Test
  void theLastFrameOfAStudyIsFinal() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(WATCH_TWO);
      server.send("POST", "/api/v1/studies/" + study + "/stop");

      while (client.frame().getInt(12) != 1) {
        client.send(READY);
      }
      JsonNode state = client.text("state");
      while (!state.path("study").path("state").textValue().equals("finished")) {
        state = client.text("state");
      }

      assertThat(state.path("study").path("end").textValue()).isEqualTo("stopped");
      assertThat(client.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"wacth\"} | type | type is \"wacth\"; it must be watch or ready; did you mean"
            + " watch?",
        "{\"type\": 7} | type | type is 7; it must be watch or ready",
        "{} | type | type is missing; it must be watch or ready",
        "[] | message | the message must be an object with a type",
        "{\"type\": | message | the message is not JSON at line 1, column 9",
        "{\"type\": \"watch\"} | channels | channels is missing; it must be an array of whole"
            + " numbers from 0 to 9",
        "{\"type\": \"watch\", \"channels\": 8} | channels | channels is 8; it must be an array of"
            + " whole numbers from 0 to 9",
        "{\"type\": \"watch\", \"channels\": [1.5]} | channels | channels is [1.5]; it must be an"
            + " array of whole numbers from 0 to 9",
        "{\"type\": \"watch\", \"channels\": [\"8\"]} | channels | channels is [\"8\"]; it must be"
            + " an array of whole numbers from 0 to 9",
        "{\"type\": \"watch\", \"channels\": [3, 99]} | channels | channels is [3,99]; it must be"
            + " an array of whole numbers from 0 to 9",
        "{\"type\": \"watch\", \"channels\": [-1]} | channels | channels is [-1]; it must be an"
            + " array of whole numbers from 0 to 9",
        "{\"type\": \"watch\", \"chanels\": [], \"channels\": []} | chanels | chanels is an unknown"
            + " key; it must be one of type, channels; did you mean channels?",
        "{\"type\": \"ready\", \"frame\": 1} | frame | frame is an unknown key; it must be"
            + " type",
      })
  void anInvalidMessageGetsAProblem(String message, String field, String detail) {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(message);

      JsonNode problem = client.text("problem");

      assertThat(problem.path("title").textValue()).isEqualTo("Invalid message");
      assertThat(problem.path("field").textValue()).isEqualTo(field);
      assertThat(problem.path("detail").textValue()).isEqualTo(detail);
      client.send(WATCH_TWO);
      client.frame();
    }
  }

  @Test
  void framesAboveTheMaximumSizeAreRefused() {
    String large =
        server.create(
            """
            {"study": {"name": "large", "observer": {"external": {"input": [3, 1024, 1024], "output": "logits", "classes": 3}},
             "readout": {"kind": "label"}, "stop": {"max-trials": 1000}}}\
            """);
    try (LiveClient client = LiveClient.connect(server, large, true)) {
      assertThat(client.text("hello").path("maxChannels").intValue()).isEqualTo(2);
      String selected = IntStream.range(0, 3).boxed().toList().toString();
      client.send("{\"type\": \"watch\", \"channels\": %s}".formatted(selected));

      assertThat(client.text("problem").path("detail").textValue())
          .isEqualTo(
              "channels is a list of 3; it must be a list of at most 2, whose maps fit in a frame");
    }
  }

  @Test
  void binaryMessagesAreInvalid() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.sendBinary();

      assertThat(client.text("problem").path("detail").textValue())
          .isEqualTo("the message is binary; it must be JSON text");
    }
  }

  @Test
  void tenInvalidMessagesCloseTheConnection() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      for (int i = 0; i < 10; i++) {
        assertThat(client.isOpen()).isTrue();
        client.send("nonsense");
        client.text("problem");
      }

      assertThat(client.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void aTooLargeMessageClosesTheConnection() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(" ".repeat((64 << 10) + 1));

      assertThat(client.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void aTooLargeMessageInPartsClosesTheConnection() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.sendInParts(" ".repeat(8 << 10), 9);

      assertThat(client.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void aMessageInPartsIsOneMessage() {
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.sendInParts("[", 2);

      assertThat(client.text("problem").path("detail").textValue())
          .startsWith("the message is not JSON");
    }
  }

  @Test
  void theFeedOfADeletedStudyEnds() {
    server.stopStudy(study);
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send(WATCH_TWO);
      assertThat(client.frame().getInt(12)).as("final").isEqualTo(1);

      expect(204, server.send("DELETE", "/api/v1/studies/" + study));

      assertThat(client.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void aStudyThatDoesNotExistHasNoFeed() {
    assertThatThrownBy(() -> LiveClient.connect(server, "none", true))
        .cause()
        .asInstanceOf(type(WebSocketHandshakeException.class))
        .extracting(refused -> refused.getResponse().statusCode())
        .isEqualTo(404);
  }

  @Test
  void aPlainRequestIsRejected() {
    var refused = server.get("/api/v1/studies/" + study + "/live");

    assertThat(json(expect(400, refused)).path("detail").textValue())
        .isEqualTo("the live feed is a WebSocket; the request must be an upgrade");
  }

  @Test
  void clientsThatSendNothingOrNeverReadDelayNobody_andAreDisconnected(@TempDir Path data) {
    try (RunningServer brief =
        RunningServer.start(data, "live.frame-interval", "20ms", "live.idle-timeout", "3s")) {
      silentClients(brief, brief.create(RunningServer.longStudy()));
    }
  }

  private static void silentClients(RunningServer server, String study) {
    server.awaitTrials(study);
    List<LiveClient> notReading = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      LiveClient one = LiveClient.connect(server, study, false);
      notReading.add(one);
      one.send("{\"type\": \"watch\", \"channels\": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}");
    }
    try (LiveClient silent = LiveClient.connect(server, study, true);
        LiveClient client = LiveClient.connect(server, study, true)) {
      client.send("{\"type\": \"watch\", \"channels\": [8]}");
      for (int i = 0; i < 20; i++) {
        client.frame();
        client.send(READY);
      }

      await(
          () -> {
            client.send(READY);
            return gauge(server) == 1;
          });
      assertThat(silent.awaitClose()).isEqualTo(1000);
    } finally {
      notReading.forEach(LiveClient::close);
    }
    await(() -> gauge(server) == 0);
  }

  private static long gauge(RunningServer server) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("revcor_live_clients "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLiveFeedOfARevokedTokenEnds(@TempDir Path data) throws IOException {
    TokenFile tokens = new TokenFile(data);
    String stays = "Bearer " + tokens.create("stays", Scope.WRITE, Optional.empty());
    String leaves = "Bearer " + tokens.create("leaves", Scope.READ, Optional.empty());
    try (RunningServer server =
        RunningServer.start(data, "http.behind-proxy", "true", "live.idle-timeout", "5s")) {
      String study =
          json(server.send(
                  server
                      .request(
                          "/api/v1/studies",
                          "Authorization",
                          stays,
                          "Content-Type",
                          "application/json")
                      .POST(BodyPublishers.ofString(RunningServer.longStudy()))))
              .path("id")
              .textValue();
      try (LiveClient one = LiveClient.connect(server, study, true, "Authorization", stays);
          LiveClient other = LiveClient.connect(server, study, true, "Authorization", leaves)) {
        tokens.revoke("leaves");

        RunningServer.await(
            () -> {
              one.send(READY);
              return !other.isOpen() || !isSent(other);
            });
        assertThat(other.awaitClose()).isEqualTo(1000);
        assertThat(one.isOpen()).isTrue();
      }
    }
  }

  /** Sends a message, so that the feed is not idle; returns false if it has just closed. */
  private static boolean isSent(LiveClient client) {
    try {
      client.send(READY);
      return true;
    } catch (CompletionException closed) {
      return false;
    }
  }
}
