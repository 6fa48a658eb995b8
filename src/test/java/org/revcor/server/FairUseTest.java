package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.server.RunningServer.expect;
import static org.revcor.server.RunningServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.Settings.LimitSettings;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;
import org.revcor.study.registry.OwnerLimits;

/** A server with small limits, on which each test has a token of its own. */
final class FairUseTest {
  private static final String STUDIES = "/api/v1/studies";

  @TempDir static Path folder;
  private static final Map<String, String> TOKENS = new HashMap<>();
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    for (String name : List.of("busy", "other", "uploader", "viewer", "owner")) {
      TOKENS.put(name, new TokenFile(folder).create(name, Scope.WRITE, Optional.empty()));
    }
    TOKENS.put("reader", new TokenFile(folder).create("reader", Scope.READ, Optional.empty()));
    server =
        RunningServer.start(
            folder,
            "limits.requests-per-second",
            "100",
            "limits.uploads-per-hour",
            "1MiB",
            "limits.live-clients",
            "1",
            "limits.active-studies",
            "2",
            "limits.running-studies",
            "1");
    server.startLanes();
  }

  @Test
  void aTokenWithTooManyRequestsIsRefused_andOthersAreNot() {
    List<HttpResponse<String>> responses = sendUntilRefused(request("busy", STUDIES).GET());
    HttpResponse<String> other = server.send(request("other", STUDIES).GET());

    assertThat(responses).extracting(HttpResponse::statusCode).containsOnly(200, 429);
    HttpResponse<String> refused =
        responses.stream().filter(each -> each.statusCode() == 429).findFirst().orElseThrow();
    assertThat(json(refused))
        .isEqualTo(
            json(
                """
                {"type": "urn:revcor:problem:limit-reached", "title": "A limit of the token is reached", "status": 429,
                 "detail": "the token busy: 100 requests a second, the maximum (limits.requests-per-second); try again",
                 "retrySeconds": 1}\
                """));
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void requestsThatTheScopeOfTheTokenForbidsCount() {
    List<HttpResponse<String>> responses =
        sendUntilRefused(request("reader", STUDIES + "/unknown").DELETE());

    assertThat(responses).extracting(HttpResponse::statusCode).containsOnly(403, 429);
  }

  /** Sends 150 requests at the same time, until the last one is beyond the limit. */
  private static List<HttpResponse<String>> sendUntilRefused(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    List<HttpResponse<String>> responses = new ArrayList<>();
    RunningServer.await(
        () -> {
          Stream.generate(() -> server.client().sendAsync(request, BodyHandlers.ofString()))
              .limit(150)
              .toList()
              .forEach(sent -> responses.add(sent.join()));
          return responses.getLast().statusCode() == 429;
        });
    return responses;
  }

  @Test
  void aBodyThatCanNeverBeUploadedIsTooLarge() {
    HttpResponse<String> refused =
        expect(413, upload(BodyPublishers.ofByteArray(new byte[3 << 19])));
    assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
    assertThat(json(refused).path("detail").textValue())
        .isEqualTo(
            "the body has 1.5 MiB; the token uploader may upload at most 1.0 MiB within an hour"
                + " (limits.uploads-per-hour)");
  }

  @Test
  void whatDoesNotArriveOfABodyIsGivenBack() {
    ActorSystem system = ActorSystem.create("uploads");
    try {
      Materializer materializer = Materializer.matFromSystem(system);
      FairUse fairUse = new FairUse(limits());
      Source<ByteString, NotUsed> broken =
          Source.range(1, 2)
              .map(
                  chunk -> {
                    if (chunk == 2) {
                      throw new IOException("the connection is closed");
                    }
                    return ByteString.fromArray(new byte[100]);
                  });

      assertThatThrownBy(
              () ->
                  fairUse
                      .admit(Caller.LOCAL, put(600, broken))
                      .entity()
                      .getDataBytes()
                      .runWith(Sink.ignore(), materializer)
                      .toCompletableFuture()
                      .join())
          .hasRootCauseMessage("the connection is closed");

      assertThatThrownBy(() -> fairUse.admit(Caller.LOCAL, put(950, broken)))
          .isInstanceOf(ProblemException.class);
      fairUse.admit(Caller.LOCAL, put(890, broken));
    } finally {
      system.terminate();
    }
  }

  private static org.apache.pekko.http.javadsl.model.HttpRequest put(
      long declared, Source<ByteString, NotUsed> bytes) {
    return org.apache.pekko.http.javadsl.model.HttpRequest.PUT("/")
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, declared, bytes));
  }

  private static LimitSettings limits() {
    return new LimitSettings(100, 1_000, 1, new OwnerLimits(1, 1, OptionalLong.empty()));
  }

  @Test
  void ofTwoLiveFeedsThatOpenAtTheSameTimeOneIsBeyondTheLimit() {
    FairUse fairUse = new FairUse(limits());
    FairUse.LiveClients first = fairUse.liveClients(Caller.LOCAL);
    FairUse.LiveClients second = fairUse.liveClients(Caller.LOCAL);

    assertThat(first.join()).isTrue();
    assertThat(second.join()).isFalse();
    second.leave();
    assertThatThrownBy(() -> fairUse.liveClients(Caller.LOCAL))
        .hasMessageContaining("1 live feeds are open, the maximum (limits.live-clients)");
    first.leave();
    assertThat(fairUse.liveClients(Caller.LOCAL).join()).isTrue();
  }

  @Test
  void uploadsBeyondTheLimitAreRefused_withAndWithoutADeclaredLength() {
    byte[] body = " ".repeat(600 << 10).getBytes(StandardCharsets.US_ASCII);
    HttpRequest.BodyPublisher undeclared =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));

    expect(400, upload(BodyPublishers.ofByteArray(body)));
    JsonNode refused = json(upload(BodyPublishers.ofByteArray(body)));
    HttpResponse<String> inPieces = upload(undeclared);
    HttpResponse<String> afterwards = upload(BodyPublishers.ofByteArray(body));

    assertThat(refused.path("detail").textValue())
        .isEqualTo(
            "the token uploader: 1.0 MiB uploaded within an hour, the maximum"
                + " (limits.uploads-per-hour); try again");
    assertThat(refused.path("retrySeconds").intValue()).isBetween(500, 620);
    assertThat(json(expect(429, inPieces)).path("detail")).isEqualTo(refused.path("detail"));
    assertThat(afterwards.statusCode()).isEqualTo(429);
    expect(200, server.send(request("uploader", STUDIES).GET()));
  }

  private static HttpResponse<String> upload(HttpRequest.BodyPublisher body) {
    return server.send(
        request("uploader", STUDIES).header("Content-Type", "application/json").POST(body));
  }

  @Test
  void liveFeedsBeyondTheLimitAreRefusedUntilOneCloses() {
    String id = server.create(RunningServer.shortStudy());
    server.awaitEnd(id);
    WebSocket first = live(id).join();

    assertThatThrownBy(() -> live(id).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(429));
    first.abort();
    RunningServer.await(
        () -> {
          CompletableFuture<WebSocket> next = live(id);
          boolean isOpen = next.handle((socket, failure) -> failure == null).join();
          if (isOpen) {
            next.join().abort();
          }
          return isOpen;
        });
  }

  private static CompletableFuture<WebSocket> live(String id) {
    URI address = URI.create("ws://127.0.0.1:%d%s/%s/live".formatted(server.port(), STUDIES, id));
    return server
        .client()
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + TOKENS.get("viewer"))
        .buildAsync(address, new WebSocket.Listener() {});
  }

  @Test
  void anOwnerHasAShareOfTheRunningStudies_andAMaximumOfActiveOnes() {
    String running = create("owner", RunningServer.longStudy());
    String queued = create("owner", RunningServer.longStudy());
    HttpResponse<String> refused = submit("owner", RunningServer.longStudy());
    String other = create("other", RunningServer.shortStudy());

    assertThat(server.study(queued).path("queuePosition").intValue()).isEqualTo(1);
    assertThat(json(expect(429, refused)).path("detail").textValue())
        .isEqualTo(
            "the token owner would have 3 running and queued studies; the maximum is 2"
                + " (limits.active-studies); wait, or stop some");
    assertThat(server.awaitEnd(other).path("state").textValue()).isEqualTo("finished");
    assertThat(server.study(queued).path("state").textValue()).isEqualTo("queued");
    server.stopStudy(running);
    server.await(queued, "running");
    server.stopStudy(queued);
  }

  private static String create(String token, String study) {
    HttpResponse<String> created = expect(201, submit(token, study));
    return json(created).path("id").textValue();
  }

  private static HttpResponse<String> submit(String token, String study) {
    return server.send(
        request(token, STUDIES)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(study)));
  }

  private static HttpRequest.Builder request(String token, String path) {
    return server.request(path, "Authorization", "Bearer " + TOKENS.get(token));
  }
}
