package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.expect;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the ids of requests in responses and in the log. */
final class RequestIdTest {
  private static final String STUDIES = "/api/v1/studies/";
  private static final String NEW = "[0-9a-f]{16}";

  @TempDir private static Path folder;
  @AutoClose private static RunningServer server;
  @RegisterExtension private final RecordedLog log = new RecordedLog();

  @BeforeAll
  static void start() {
    server = RunningServer.start(folder);
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
    assertThat(id(server.get("/livez", LogContext.ID_HEADER, "proxy-1_2.B")))
        .isEqualTo("proxy-1_2.B");
    assertThat(id(server.get("/livez", LogContext.ID_HEADER, longest))).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a]",
        "\"",
        "\u00e4",
        "LONG",
        "a.revcor_Ab1_-Ab1_-Ab1_-Ab1_-Ab1_-Ab1_-Ab1_-Ab1_-Ab1"
      })
  void anotherIdIsReplaced(String id) {
    String given = id.equals("LONG") ? "a".repeat(65) : id;
    assertThat(id(server.get("/livez", LogContext.ID_HEADER, given))).matches(NEW);
  }

  @Test
  void theLogHasRequestAndStudy() throws IOException {
    String study = server.create(RunningServer.shortStudy());
    server.awaitEnd(study);
    Path run = folder.resolve("studies").resolve(study);
    FileUtils.deleteDirectory(run.toFile());
    Files.writeString(run, "no folder");

    HttpResponse<String> failed =
        expect(500, server.get(STUDIES + study + "/history", LogContext.ID_HEADER, "unreadable"));
    assertThat(failed.body()).contains("see the server's log, request unreadable");
    assertThat(log.field("request", "a request failed")).containsExactly("unreadable");
    assertThat(log.field("study", "starts at trial 0")).containsExactly(study);
  }

  private static String id(HttpResponse<?> response) {
    return response.headers().firstValue(LogContext.ID_HEADER).orElseThrow();
  }
}
