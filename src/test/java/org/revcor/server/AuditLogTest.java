package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.server.access.Scope;

final class AuditLogTest {
  private static final HttpResponse CREATED =
      HttpResponse.create().withStatus(201).addHeader(RawHeader.create("Location", "/a/1"));

  @AutoClose("shutdownTestKit")
  private static ActorTestKit kit;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @Test
  void changesAndRefusalsAreRecorded() {
    assertThat(entry("POST", "/a", 201).orElseThrow())
        .extracting(
            AuditLog.Entry::token,
            AuditLog.Entry::from,
            AuditLog.Entry::method,
            AuditLog.Entry::path,
            AuditLog.Entry::status,
            AuditLog.Entry::location)
        .containsExactly("alice", "10.0.0.7", "POST", "/a", 201, "/a/1");
    assertThat(entry("DELETE", "/a/1", 409)).isPresent();
    assertThat(entry("GET", "/a", 403)).isPresent();
    assertThat(entry("GET", "/a", 401)).isPresent();
    assertThat(entry("GET", "/a", 200)).isEmpty();
    assertThat(entry("POST", "/a", 429)).isEmpty();
    assertThat(entry("HEAD", "/a", 404)).isEmpty();
    assertThat(entry("PUT", "/a/leases/1", 204)).isEmpty();
    assertThat(entry("POST", "/api/v1/stimuli", 200)).isEmpty();
    assertThat(entry("PUT", "/a/leases/1", 401)).isPresent();
    assertThat(entry("POST", "/" + "a".repeat(5000), 404).orElseThrow().path()).hasSize(503);
  }

  @Test
  void tokensAreNotRecorded() {
    String random = "Ab1_-".repeat(9).substring(2);
    HttpRequest request =
        request("DELETE", "/a/%72evcor_" + random + "/x")
            .addHeader(RawHeader.create("X-Forwarded-For", "revcor_" + random));

    AuditLog.Entry entry = AuditLog.Entry.of(request, "/a/{id}/x", CREATED, true).orElseThrow();

    assertThat(entry.path()).isEqualTo("/a/revcor_***/x");
    assertThat(entry.from()).isEqualTo("revcor_***");
  }

  @Test
  void behindAProxyTheLastForwardedAddressIsThatOfTheClient() {
    HttpRequest request =
        request("POST", "/a")
            .addHeaders(
                List.of(
                    RawHeader.create("X-Forwarded-For", "invented"),
                    RawHeader.create("X-Forwarded-For", "1.2.3.4, 10.1.1.1")));

    assertThat(AuditLog.Entry.of(request, "/a", CREATED, true).orElseThrow().from())
        .isEqualTo("10.1.1.1");
    assertThat(AuditLog.Entry.of(request, "/a", CREATED, false).orElseThrow().from())
        .isEqualTo("10.0.0.7");
  }

  @Test
  void linesAreJsonAndFilesAreRotated() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    ActorRef<AuditLog.Entry> log = kit.spawn(AuditLog.create(file, 1));
    for (int i = 0; i < 12; i++) {
      log.tell(new AuditLog.Entry("t" + i, null, "", "POST", "/a\n" + i, 201, "r", null));
    }
    RunningServer.await(() -> text(file).contains("\"t11\""));

    assertThat(folder.toFile().list()).hasSize(1 + AuditLog.MAX_EARLIER_FILES);
    assertThat(text(file))
        .isEqualTo(
            "{\"time\":\"t11\",\"token\":null,\"from\":\"\",\"method\":\"POST\",\"path\":\"/a\\n"
                + "11\",\"status\":201,\"request\":\"r\"}\n");
    assertThat(text(folder.resolve("audit.9.jsonl"))).contains("\"t2\"");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422})
  void refusedRequestsDisplaceNoLineOfAChange(int status) {
    Path file = folder.resolve("audit.jsonl");
    ActorRef<AuditLog.Entry> log = kit.spawn(AuditLog.create(file, 1));
    log.tell(new AuditLog.Entry("change", "alice", "", "POST", "/a", 201, "r", null));
    for (int i = 0; i < 12; i++) {
      log.tell(new AuditLog.Entry("t" + i, null, "", "POST", "/a", status, "r", null));
    }
    RunningServer.await(() -> text(folder.resolve("audit-refused.jsonl")).contains("\"t11\""));

    assertThat(text(file)).contains("\"change\"");
  }

  @Test
  void entriesAreRecordedAgainWhenTheFileCanBeWrittenAgain() throws IOException {
    Path file = Files.createDirectory(folder.resolve("audit.jsonl"));
    ActorRef<AuditLog.Entry> log = kit.spawn(AuditLog.create(file, Long.MAX_VALUE));
    log.tell(new AuditLog.Entry("lost", null, "", "POST", "/", 201, "r", null));
    RunningServer.await(
        () -> {
          if (Files.isDirectory(file)) {
            assertThat(file.toFile().delete()).isTrue();
          }
          log.tell(new AuditLog.Entry("kept", null, "", "POST", "/", 201, "r", null));
          return Files.isRegularFile(file) && text(file).contains("\"kept\"");
        });
    kit.stop(log); // else it may write while the folder is deleted
  }

  private static Optional<AuditLog.Entry> entry(String method, String path, int status) {
    HttpResponse response = status == 201 ? CREATED : HttpResponse.create().withStatus(status);
    return AuditLog.Entry.of(
        request(method, path), path, new Caller("alice", Scope.ADMIN).mark(response), false);
  }

  private static HttpRequest request(String method, String path) {
    return RequestId.mark(HttpRequest.create(path))
        .withMethod(HttpMethods.lookup(method).orElseThrow())
        .addAttribute(
            AttributeKeys.remoteAddress,
            RemoteAddress.create(new InetSocketAddress("10.0.0.7", 4711)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException missing) {
      return "";
    }
  }
}
