package org.revcor.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A folder of plain files that is published as a tar archive, compressed by gzip.
 *
 * @param archive the archive
 * @param name the folder's name within
 */
record PackedFolder(PublishedFile archive, String name) {

  /**
   * Fetches the archive and unpacks it. An archive that lies there already is taken if it is the
   * publisher's, and stays; a fetched one is deleted at the end.
   *
   * @param home folder in which the archive's folder is to be
   * @param mirrors as of {@link Fetcher#fetch}, {@code advice} likewise
   * @throws NotFetchedException if the archive cannot be had
   * @throws IOException if something cannot be written
   */
  void fetch(Path home, List<String> mirrors, String advice, Fetcher fetcher) throws IOException {
    Path given = home.resolve(archive.name());
    boolean byHand = Files.exists(given);
    if (byHand && !Sha256.of(given).equals(archive.sha256())) {
      fetcher.setAside(given);
      byHand = false;
    }
    Path packed = byHand ? given : fetcher.fetch(archive, mirrors, home, advice);
    fetcher.tell(new FetchProgress.Unpacking(packed));
    Path unpacked = unpack(packed, home);
    Path place = home.resolve(name);
    if (Files.exists(place)) {
      fetcher.setAside(place);
    }
    Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
    if (!byHand) {
      Files.delete(packed);
    }
    fetcher.tell(new FetchProgress.Placed(place));
  }

  private Path unpack(Path packed, Path home) throws IOException {
    Path into = home.resolve("." + name + ".part");
    clear(into);
    Files.createDirectory(into);
    try (InputStream file = new BufferedInputStream(Files.newInputStream(packed), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = Path.of(entry.getName()).normalize();
        if (entry.isFile() && path.getNameCount() == 2 && path.startsWith(name)) {
          write(tar, into.resolve(path.getFileName()));
        }
      }
    }
    return into;
  }

  private static void write(InputStream from, Path to) throws IOException {
    Files.copy(from, to);
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Removes what an ended process left. */
  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
