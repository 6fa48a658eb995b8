package org.revcor.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.file.Digest;

/**
 * An IDX file that is published compressed.
 *
 * @param packed the compressed file
 * @param sha256 SHA-256 of the uncompressed bytes, so that any compression of them is accepted
 */
record PublishedIdx(PublishedFile packed, String sha256) {
  static final String ENDING = ".gz";

  static PublishedIdx of(String name, long bytes, String packed, String unpacked) {
    return new PublishedIdx(new PublishedFile(name + ENDING, bytes, packed), unpacked);
  }

  /** Returns the name without {@code .gz}. */
  String name() {
    return packed.name().substring(0, packed.name().length() - ENDING.length());
  }

  /** Returns whether a file, compressed or not, has the publisher's bytes. */
  boolean isIn(Path file) {
    try (InputStream in = IdxFile.uncompressed(Files.newInputStream(file))) {
      return Digest.of(in).equals("sha256:" + sha256);
    } catch (IOException damaged) {
      return false;
    }
  }
}
