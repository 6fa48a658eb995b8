package org.revcor.file;

import java.nio.ByteBuffer;
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
    ByteBuffer bytes = ByteBuffer.allocate(header.length + 2 * Integer.BYTES * table.size());
    bytes.put(header);
    table.forEach(part -> bytes.putInt(part.numbers()).putInt(part.checksum()));
    return Digest.bytes(bytes.flip());
  }
}
