package org.revcor.checkpoint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Where things are in a checkpoint file, big-endian:
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
 * <p>The digest leaves out where parts lie, so it depends on what they hold alone, whichever thread
 * wrote first.
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
   * Where a part lies.
   *
   * @param numbers how many doubles
   * @param checksum CRC-32C of their bytes
   */
  record Part(long offset, int numbers, int checksum) {}

  /** SHA-256 of the header, and of what each part holds. */
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

  /** A digest as people read it. */
  static String named(byte[] digest) {
    return "sha256:" + HexFormat.of().formatHex(digest);
  }
}
