package org.revcor.file;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Layout of a checkpoint file, big-endian:
 *
 * <pre>
 *   magic, version, length of header        3 ints
 *   header                                  UTF-8
 *   parts, in the order of their writing    doubles
 *   table: offset, numbers, CRC-32C         a row a part
 *   offset of table, number of parts        long, int
 *   SHA-256 of header and table             32 bytes
 * </pre>
 *
 * <p>The digest excludes the offsets, so it does not depend on the order in which threads wrote
 * parts.
 */
final class Layout {
  static final int MAGIC = 0x52564350;
  static final int VERSION = 4;
  static final int PREFIX_BYTES = 3 * Integer.BYTES;
  static final int ROW_BYTES = Long.BYTES + 2 * Integer.BYTES;
  static final int DIGEST_BYTES = 32;
  static final int SUFFIX_BYTES = Long.BYTES + Integer.BYTES + DIGEST_BYTES;

  private Layout() {}

  /**
   * A part of the file.
   *
   * @param offset offset of its first byte
   * @param numbers number of doubles
   * @param checksum CRC-32C of their bytes
   */
  record Part(long offset, int numbers, int checksum) {}

  /** Returns the SHA-256 of the header, and of the length and checksum of each part. */
  static byte[] digest(byte[] header, List<Part> table) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(header);
      ByteBuffer row = ByteBuffer.allocate(2 * Integer.BYTES);
      for (Part part : table) {
        digest.update(row.clear().putInt(part.numbers()).putInt(part.checksum()).array());
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns a digest as {@code sha256:} and hexadecimal digits. */
  static String format(byte[] digest) {
    return "sha256:" + HexFormat.of().formatHex(digest);
  }
}
