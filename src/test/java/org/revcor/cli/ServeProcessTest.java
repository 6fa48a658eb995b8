package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
final class ServeProcessTest {
  private static final Pattern DASHBOARD = Pattern.compile("Dashboard: (http://127.0.0.1:\\d+/)\n");

  @TempDir private Path folder;

  private CommandProcess serve(String... options) throws IOException {
    String[] arguments =
        Stream.concat(
                Stream.of("serve", "--port", "0", "--data-dir", folder.toString()),
                Stream.of(options))
            .toArray(String[]::new);
    return CommandProcess.start(folder, Map.of(), arguments);
  }

  private static URI dashboard(CommandProcess server) throws InterruptedException {
    server.await(() -> DASHBOARD.matcher(server.out()).find());
    Matcher dashboard = DASHBOARD.matcher(server.out());
    assertThat(dashboard.find()).isTrue();
    return URI.create(dashboard.group(1));
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }

  /** Returns the number of studies of a server. */
  private static int studies(URI dashboard) {
    try {
      return get(dashboard.resolve("api/v1/studies")).split("\"id\"", -1).length - 1;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Path> checkpoints() {
    try (Stream<Path> files = Files.walk(folder.resolve("studies"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("checkpoint-")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void demo_startsThreeStudiesThatTheNextServerHasToo_andTheDataFolderIsInUse() throws Exception {
    try (CommandProcess server = serve("--demo")) {
      URI dashboard = dashboard(server);
      assertThat(server.out()).startsWith("Demonstration: " + dashboard + "#/race\n");
      server.await(() -> studies(dashboard) == 3);
      try (CommandProcess second = serve()) {
        second.await(() -> second.err().contains("is in use by another server"));
        second.exited(1);
      }
      server.requireNoEngine();
      server.signal("TERM");
      server.exited(0);
    }
    assertThat(checkpoints()).hasSizeBetween(1, 6);
    try (CommandProcess next = serve("--demo")) {
      URI dashboard = dashboard(next);
      assertThat(studies(dashboard)).isEqualTo(3);
      next.signal("INT");
      next.exited(0);
    }
  }

  @Test
  void aSignalBeforeTheDemonstrationStartsEndsTheServerInOrder() throws Exception {
    try (CommandProcess server = serve("--demo")) {
      dashboard(server);
      server.signal("INT");
      assertThat(server.exited(0).err()).doesNotContain("revcor serve: ");
    }
  }
}
