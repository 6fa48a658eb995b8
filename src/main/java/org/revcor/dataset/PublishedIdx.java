package org.revcor.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An IDX file that is published compressed.
 *
 * @param packed the compressed file
 * @param sha256 SHA-256 of what it holds; another compression of the same bytes is as good
 */
record PublishedIdx(PublishedFile packed, String sha256) {
  static final String ENDING = ".gz";

  static PublishedIdx of(String name, long bytes, String packed, String unpacked) {
    return new PublishedIdx(new PublishedFile(name + ENDING, bytes, packed), unpacked);
  }

  /** Its name without {@code .gz}. */
  String name() {
    return packed.name().substring(0, packed.name().length() - ENDING.length());
  }

  /** Whether a file, compressed or not, holds the publisher's bytes. */
  boolean isIn(Path file) {
    try (InputStream in = IdxFile.uncompressed(Files.newInputStream(file))) {
      return Sha256.of(in).equals(sha256);
    } catch (IOException damaged) {
      return false;
    }
  }
}
