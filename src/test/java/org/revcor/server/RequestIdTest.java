package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Tests the ids of requests in responses and in the log. */
final class RequestIdTest {
  private static final String STUDIES = "/api/v1/studies/";
  private static final String NEW = "[0-9a-f]{16}";

  @TempDir private static Path folder;
  private static RunningServer server;
  private final Log log = new Log();

  /** Keeps the events of the log with the fields of their threads. */
  private static final class Log extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      events.add(event);
    }

    /** Returns a field of the events whose message has a text. */
    List<String> field(String name, String text) {
      return events.stream()
          .filter(event -> event.getFormattedMessage().contains(text))
          .map(event -> event.getMDCPropertyMap().getOrDefault(name, ""))
          .toList();
    }
  }

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void record() {
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void detach() {
    root().detachAppender(log);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Test
  void everyResponseHasAnIdOfItsOwn() {
    String first = id(server.get("/livez"));
    String second = id(server.get("/none"));

    assertThat(List.of(first, second, id(server.post(STUDIES, "{"))))
        .allMatch(id -> id.matches(NEW))
        .doesNotHaveDuplicates();
    assertThat(server.raw("GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .containsPattern("X-Request-Id: " + NEW);
  }

  @Test
  void theIdOfAClientIsUsed() {
    String longest = "a".repeat(64);
    assertThat(id(server.get("/livez", RequestId.HEADER, "proxy-1_2.B"))).isEqualTo("proxy-1_2.B");
    assertThat(id(server.get("/livez", RequestId.HEADER, longest))).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a]", "\"", "\u00e4", "LONG"})
  void anotherIdIsReplaced(String id) {
    String given = id.equals("LONG") ? "a".repeat(65) : id;
    assertThat(id(server.get("/livez", RequestId.HEADER, given))).matches(NEW);
  }

  @Test
  void theLogHasRequestAndStudy() throws IOException {
    String study = server.create(RunningServer.shortStudy());
    server.awaitEnd(study);
    Path summary = folder.resolve("studies").resolve(study).resolve("summary.json");
    Files.delete(summary);
    Files.createDirectory(summary);

    HttpResponse<String> failed =
        server.get(STUDIES + study + "/summary", RequestId.HEADER, "unreadable");

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("see the server's log, request unreadable");
    assertThat(log.field("request", "a request failed")).containsExactly("unreadable");
    assertThat(log.field("study", "starts at trial 0")).containsExactly(study);
  }

  private static String id(HttpResponse<?> response) {
    return response.headers().firstValue(RequestId.HEADER).orElseThrow();
  }
}
