package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.DataSet.DataSetStatus;
import org.revcor.dataset.Fetcher.NotFetchedException;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.file.Digest;

final class DataSetFetchTest {
  private static final String ARCHIVE = "cifar-10-binary.tar.gz";
  private static final String UNPACKED = "cifar-10-batches-bin";

  @TempDir Path folder;
  @TempDir Path published;

  private final List<String> events = new ArrayList<>();

  private final Fetcher.Progress progress = events::add;
  @AutoClose private MirrorServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MirrorServer();
  }

  @Test
  void fetchesAllFilesOfAnIdxSetOnce() throws IOException {
    IdxImages set = digits();
    Path home = folder.resolve("digits");
    assertThat(set.holding(folder).missing()).hasSize(4).contains("t10k-labels-idx1-ubyte.gz");
    set.fetch(folder, fetcher("digits"));
    assertThat(set.holding(folder).complete()).isTrue();
    assertThat(set.train(folder).size()).isEqualTo(6);
    assertThat(set.test(folder).size()).isEqualTo(4);
    int requests = server.requests().size();
    events.clear();
    set.fetch(folder, fetcher("digits"));
    assertThat(server.requests()).hasSize(requests);
    assertThat(events).containsExactly("already complete: " + home);
  }

  @Test
  void acceptsTheSameBytesUncompressed() throws IOException {
    IdxImages set = digits();
    set.fetch(published, fetcher("digits"));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void reportsMissingFilesFolderAndAddressesWithoutANetwork() throws IOException {
    IdxImages set = digits();
    Path home = folder.resolve("digits");
    Files.createDirectories(home);
    for (String present : List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte")) {
      Files.copy(published.resolve("digits").resolve(present), home.resolve(present));
    }
    assertThatThrownBy(() -> set.fetch(folder, fetcher("nowhere")))
        .isInstanceOf(NotFetchedException.class)
        .hasMessageStartingWith("train-labels-idx1-ubyte.gz could not be fetched:")
        .hasMessageEndingWith(
            "put train-labels-idx1-ubyte.gz and t10k-labels-idx1-ubyte.gz by hand into %s; the"
                    .formatted(home)
                + " publisher and its mirrors have them at http://a/ and http://b/");
  }

  @Test
  void doesNotFetchFilesOfTheSystem() throws IOException {
    IdxFiles.writeLike("clothes", published, 3, 2);
    Path installed = published.resolve("clothes");
    IdxImages set = IdxImages.fashionMnist(installed);
    assertThat(set.holding(folder))
        .isEqualTo(new DataSetStatus("fashion-mnist", installed, List.of(), false));
    set.fetch(folder, fetcher("fashion-mnist"));
    assertThat(events).containsExactly("already complete: " + installed);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void unpacksCifarAndDeletesTheArchive() throws IOException {
    Cifar10 set = cifar();
    assertThat(set.holding(folder).missing()).hasSize(6).contains("test_batch.bin");
    set.fetch(folder, fetcher("cifar"));
    Path home = folder.resolve("cifar-10");
    assertThat(set.holding(folder).complete()).isTrue();
    assertThat(set.train(folder).size()).isEqualTo(50);
    assertThat(set.test(folder).labels()).startsWith(9, 8, 7);
    assertThat(home.toFile().list()).containsExactly(UNPACKED);
    assertThat(folder.resolve("outside.bin")).doesNotExist();
    assertThat(events).endsWith("downloaded: " + home.resolve(UNPACKED));
    events.clear();
    set.fetch(folder, fetcher("cifar"));
    assertThat(events).containsExactly("already complete: " + home);
    assertThat(server.requests()).containsExactly("/cifar/" + ARCHIVE);
  }

  @Test
  void reportsHowToPlaceTheArchiveWithoutANetwork() throws IOException {
    Cifar10 set = cifar();
    assertThatThrownBy(() -> set.fetch(folder, fetcher("nowhere")))
        .isInstanceOf(NotFetchedException.class)
        .hasMessageContaining("returned status 404")
        .hasMessageContaining(
            "unpack cifar-10-binary.tar.gz by hand in %s; the publisher"
                .formatted(folder.resolve("cifar-10")))
        .hasMessageContaining("https://www.cs.toronto.edu/~kriz/");
  }

  private Fetcher fetcher(String mirror) {
    return new Fetcher(Optional.of(server.folder(mirror)), progress);
  }

  /** Six and four digits, uncompressed in the folder "published", compressed on the server. */
  private IdxImages digits() throws IOException {
    IdxFiles.writeLike("digits", published, 6, 4);
    List<PublishedFile> files = new ArrayList<>();
    for (String name :
        List.of(
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte")) {
      byte[] content = Files.readAllBytes(published.resolve("digits").resolve(name));
      byte[] packed = packed(content);
      server.put("digits", name + ".gz", packed);
      files.add(new PublishedFile(name + ".gz", packed.length, sha256(packed)));
    }
    List<String> classes = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    return new IdxImages("digits", classes, List.of("http://a/", "http://b/"), files, null);
  }

  private Cifar10 cifar() throws IOException {
    byte[] archive = archive();
    server.put("cifar", ARCHIVE, archive);
    return new Cifar10(new PublishedFile(ARCHIVE, archive.length, sha256(archive)));
  }

  /**
   * Returns an archive with one entry outside the folder, which must not be unpacked. Its bytes are
   * the same at any time.
   */
  private byte[] archive() throws IOException {
    Path batches = published.resolve(UNPACKED);
    CifarFiles.writeAll(batches);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      TarArchiveEntry top = new TarArchiveEntry(UNPACKED + "/");
      top.setModTime(0);
      tar.putArchiveEntry(top);
      tar.closeArchiveEntry();
      put(tar, UNPACKED + "/../../outside.bin", new byte[] {1});
      for (String name : List.of("readme.html", "batches.meta.txt")) {
        put(tar, UNPACKED + "/" + name, name.getBytes(StandardCharsets.UTF_8));
      }
      for (int i = 1; i <= 5; i++) {
        String name = "data_batch_" + i + ".bin";
        put(tar, UNPACKED + "/" + name, Files.readAllBytes(batches.resolve(name)));
      }
      put(tar, UNPACKED + "/test_batch.bin", Files.readAllBytes(batches.resolve("test_batch.bin")));
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setModTime(0);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] content) throws IOException {
    return Digest.of(content).replace("sha256:", "");
  }
}
