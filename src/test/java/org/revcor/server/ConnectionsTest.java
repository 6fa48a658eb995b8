package org.revcor.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.revcor.server.HostileClientTest.closeAll;
import static org.revcor.server.HostileClientTest.get;
import static org.revcor.server.HostileClientTest.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.specification.StudyFile;

/** Tests connections that are slow, long or too many. */
@Tag("full")
final class ConnectionsTest {
  private static final int IDLE_SECONDS = 3;
  private static final int MAX_CONNECTIONS = 20;

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            folder,
            "http.idle-timeout",
            IDLE_SECONDS + "s",
            "http.most-connections",
            String.valueOf(MAX_CONNECTIONS));
  }

  @Test
  void aConnectionThatNeverCompletesARequestIsClosed() throws IOException {
    long start = System.nanoTime();
    try (Socket slow = connect()) {
      send(slow, "GET /livez HTTP/1.1\r\nX: ");

      assertThat(isClosedWhileWriting(slow)).isTrue();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(IDLE_SECONDS));
  }

  /** Writes ten bytes a second until the server closes the connection, for at most 30 seconds. */
  private static boolean isClosedWhileWriting(Socket slow) throws IOException {
    slow.setSoTimeout(100);
    for (int i = 0; i < 300; i++) {
      try {
        send(slow, "x");
        if (slow.getInputStream().read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException open) {
        // not closed yet
      } catch (SocketException closed) {
        return true;
      }
    }
    return false;
  }

  /** A response of 38 MB that is read at 4 MB a second. */
  @Test
  void aResponseThatIsReadLongerThanTheIdleTimeoutIsComplete() throws IOException {
    String study =
        """
        {"observer": {"external": {"input": [3, 224, 224], "output": "logits", "classes": 2}},
         "readout": {"kind": "label"}, "stop": {"max-trials": 1000}}\
        """;
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(64 << 10);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      send(
          slow,
          """
          POST /api/v1/stimuli?count=64&format=npy HTTP/1.1\r
          Host: localhost:%d\r
          Content-Type: application/json\r
          Connection: close\r
          Content-Length: %d\r
          \r
          %s\
          """
              .formatted(server.port(), study.length(), study));
      long start = System.nanoTime();
      long bytes = 0;
      byte[] part = new byte[40 << 10];
      for (int read = 0; read >= 0; read = slow.getInputStream().read(part)) {
        bytes += read;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      assertThat(bytes).isGreaterThan(64L * 3 * 224 * 224 * Float.BYTES);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofSeconds(2 * IDLE_SECONDS));
    }
  }

  @Test
  void aLiveFeedOutlivesTheDeadlineOfRequests() {
    String study = submit(RunningServer.longStudy());
    server.awaitTrials(study);
    try (LiveClient client = LiveClient.connect(server, study, true)) {
      client.send("{\"type\": \"watch\", \"channels\": [8]}");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * IDLE_SECONDS);
      while (System.nanoTime() < end) {
        client.frame();
        client.send("{\"type\": \"ready\"}");
      }
      assertThat(client.frame().getInt(12)).as("final").isZero();
    }
  }

  /** The timeout of a lease is longer than the idle timeout. */
  @Test
  void aRequestThatTakesLongerThanTheIdleTimeoutGetsAResponse() {
    String study =
        submit(
            """
            {"study": {"observer": {"external": {"input": [1, 4, 4], "output": "logits", "classes": 2}},
             "readout": {"kind": "label"}, "block-size": 100, "stop": {"max-trials": 100}}}\
            """);
    LeaseClient client = new LeaseClient(server, study, "client");
    RunningServer.await(() -> client.request("0").statusCode() == 200);

    HttpResponse<byte[]> late = client.request("20");

    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(new String(late.body(), UTF_8)).contains("the response took too long");
  }

  @Test
  void liveFeedsCountAsConnections() {
    String study = submit(RunningServer.longStudy());
    List<LiveClient> feeds = new ArrayList<>();
    try {
      assertThatThrownBy(
              () -> {
                while (feeds.size() <= MAX_CONNECTIONS) {
                  feeds.add(LiveClient.connect(server, study, true));
                }
              })
          .extracting(Throwable::getCause, type(WebSocketHandshakeException.class))
          .extracting(refused -> refused.getResponse().statusCode())
          .isEqualTo(503);
    } finally {
      feeds.forEach(LiveClient::close);
    }
    RunningServer.await(() -> server.raw(get("/livez", server.port())).startsWith("HTTP/1.1 200 "));
  }

  /** Starts a study within the process, which may take longer than a request may. */
  private static String submit(String study) {
    server.startLanes();
    return server.server().submit(StudyFile.parseJson(study)).toCompletableFuture().join().id();
  }

  @Test
  void connectionsAboveTheMaximumAreRefused() throws IOException {
    String refused;
    long start;
    do { // again if connections have been idle for longer than they may
      RunningServer.await(
          () -> server.raw(get("/livez", server.port())).startsWith("HTTP/1.1 200 "));
      start = System.nanoTime();
      refused = responseAboveTheMaximum();
    } while (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
    assertThat(refused)
        .startsWith("HTTP/1.1 503 ")
        .contains(
            "Connection: close",
            "Retry-After: 1",
            "20 connections are open, the maximum; try again, or increase the setting"
                + " http.most-connections");
    RunningServer.await(() -> server.raw(get("/livez", server.port())).startsWith("HTTP/1.1 200 "));
  }

  private static String responseAboveTheMaximum() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS; i++) {
        open.add(connect());
      }
      return server.raw(get("/livez", server.port()).replace("Connection: close\r\n", ""));
    } finally {
      closeAll(open);
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }
}
