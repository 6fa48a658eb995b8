package org.revcor.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.revcor.file.Digest;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;

/**
 * A folder of plain files that is published as a tar archive, compressed by gzip.
 *
 * @param name the folder's name within the archive
 */
record PackedFolder(PublishedFile archive, String name) {

  /**
   * Downloads the archive and unpacks it. An existing archive with the publisher's bytes is used
   * and stays; a downloaded archive is deleted at the end.
   *
   * @param home parent of the unpacked folder
   * @param mirrors see {@link Fetcher#fetch}
   * @param advice see {@link Fetcher#fetch}
   * @throws NotFetchedException if the archive is unavailable
   * @throws IOException if a file cannot be written
   */
  void fetch(Path home, List<String> mirrors, String advice, Fetcher fetcher) throws IOException {
    Path given = home.resolve(archive.name());
    boolean byHand = Files.exists(given);
    if (byHand && !Digest.of(given).equals(archive.digest())) {
      fetcher.setAside(given);
      byHand = false;
    }
    Path packed = byHand ? given : fetcher.fetch(archive, mirrors, home, advice);
    fetcher.report(new FetchProgress.Unpacking(packed));
    Path unpacked = unpack(packed, home);
    Path target = home.resolve(name);
    if (Files.exists(target)) {
      fetcher.setAside(target);
    }
    Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
    if (!byHand) {
      Files.delete(packed);
    }
    fetcher.report(new FetchProgress.Placed(target));
  }

  private Path unpack(Path packed, Path home) throws IOException {
    Path into = home.resolve("." + name + ".part");
    new FolderTree(into).delete(); // of an interrupted process
    Files.createDirectory(into);
    try (InputStream gzip = new BufferedInputStream(Files.newInputStream(packed), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(gzip, 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = Path.of(entry.getName()).normalize();
        if (entry.isFile() && path.getNameCount() == 2 && path.startsWith(name)) {
          Path file = into.resolve(path.getFileName());
          Files.copy(tar, file);
          WholeFile.sync(file);
        }
      }
    }
    return into;
  }
}
