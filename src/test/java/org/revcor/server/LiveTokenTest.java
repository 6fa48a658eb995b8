package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.server.RunningServer.json;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;

@Tag("full")
final class LiveTokenTest {
  private static final String AUTHORIZATION = "Authorization";

  @TempDir private Path folder;

  @Test
  void theLiveFeedOfARevokedTokenEnds() throws IOException {
    TokenFile tokens = new TokenFile(folder);
    String stays = "Bearer " + tokens.create("stays", Scope.WRITE, Optional.empty());
    String leaves = "Bearer " + tokens.create("leaves", Scope.READ, Optional.empty());
    try (RunningServer server =
        RunningServer.start(folder, "http.behind-proxy", "true", "live.idle-timeout", "10s")) {
      String study =
          json(server.send(
                  server
                      .request(
                          "/api/v1/studies",
                          AUTHORIZATION,
                          stays,
                          "Content-Type",
                          "application/json")
                      .POST(BodyPublishers.ofString(RunningServer.longStudy()))))
              .path("id")
              .textValue();
      try (LiveClient one = LiveClient.connect(server, study, true, AUTHORIZATION, stays);
          LiveClient other = LiveClient.connect(server, study, true, AUTHORIZATION, leaves)) {
        tokens.revoke("leaves");

        RunningServer.await(
            () -> {
              one.send("{\"type\": \"ready\"}");
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
      client.send("{\"type\": \"ready\"}");
      return true;
    } catch (CompletionException closed) {
      return false;
    }
  }
}
