package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.dataset.Fetcher.NotFetchedException;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.file.Digest;

final class FetcherTest {
  private static final byte[] CONTENT = content(1);
  private static final PublishedFile FILE = published(CONTENT);

  @TempDir Path folder;

  private final List<String> events = new ArrayList<>();

  private final Fetcher.Progress progress = events::add;
  @AutoClose private MirrorServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MirrorServer();
  }

  @Test
  void downloadsAFileAndLeavesNothingElse() throws IOException {
    String mirror = server.put("a", "file.gz", CONTENT);
    assertThat(fetch(mirror)).isEqualTo(home().resolve("file.gz")).hasBinaryContent(CONTENT);
    assertThat(names()).containsExactly("file.gz");
    assertThat(server.requests()).containsExactly("/a/file.gz");
    assertThat(events).containsExactly("downloading %sfile.gz (100,000 bytes)".formatted(mirror));
  }

  @Test
  void deletesAWrongFileAndTriesTheNextMirror() throws IOException {
    byte[] wrong = content(2);
    String first = server.put("a", "file.gz", wrong);
    String second = server.put("b", "file.gz", CONTENT);
    assertThat(fetch(first, second)).hasBinaryContent(CONTENT);
    assertThat(server.requests()).containsExactly("/a/file.gz", "/b/file.gz");
    assertThat(events)
        .contains(
            first
                + "file.gz sent a file with SHA-256 %s, not %s"
                    .formatted(published(wrong).sha256(), FILE.sha256()));
    assertThat(names()).containsExactly("file.gz");
  }

  @Test
  void abandonsAnAddressThatSendsNothing() throws IOException {
    String first = server.put("a", "file.gz", CONTENT);
    server.stallAfter(60_000);
    assertThatThrownBy(() -> fetch(Duration.ofSeconds(5), first))
        .isInstanceOf(NotFetchedException.class)
        .hasMessageContaining(first + "file.gz sent nothing for 5 s");
    assertThat(names()).isEmpty();
  }

  @Test
  void reportsTheErrorOfEachAddressAndTheAdvice() throws IOException {
    String missing = server.folder("a");
    String unreachable = "http://127.0.0.1:1/";
    assertThatThrownBy(() -> fetch(missing, unreachable))
        .isInstanceOf(NotFetchedException.class)
        .hasMessage(
            """
            file.gz could not be fetched:
            %sfile.gz returned status 404
            %sfile.gz cannot be reached
            put it there by hand\
            """
                .formatted(missing, unreachable));
    assertThat(names()).isEmpty();
  }

  @Test
  void usesOnlyTheUsersMirror() throws IOException {
    String standard = server.put("a", "file.gz", CONTENT);
    String own = server.put("own", "file.gz", CONTENT);
    String bare = own.substring(0, own.length() - 1);
    new Fetcher(Optional.of(bare), progress).fetch(FILE, List.of(standard), home(), "");
    assertThat(server.requests()).containsExactly("/own/file.gz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/", "no address", "https:", "/tmp", "http:///x"})
  void refusesAnInvalidMirror(String address) {
    assertRefused(
        () -> new Fetcher(Optional.of(address), progress),
        "mirror is %s; it must be the http or https address of a folder of the files"
            .formatted(address));
  }

  private Path fetch(String... mirrors) throws IOException {
    return fetch(Duration.ofSeconds(60), mirrors);
  }

  private Path fetch(Duration stallTimeout, String... mirrors) throws IOException {
    return new Fetcher(Optional.empty(), progress, stallTimeout)
        .fetch(FILE, List.of(mirrors), home(), "put it there by hand");
  }

  private Path home() {
    return folder.resolve("data/set");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[100_000];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static PublishedFile published(byte[] content) {
    return new PublishedFile("file.gz", content.length, Digest.of(content).replace("sha256:", ""));
  }
}
