package org.revcor.dataset;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;

/**
 * A file of unsigned bytes in the IDX format of the MNIST publishers, plain or compressed by gzip.
 *
 * <p>The header is two zero bytes, a type (8 for unsigned bytes), the number of dimensions, and
 * each dimension as a big-endian 32-bit integer. The values follow, with the last dimension
 * changing fastest.
 *
 * @param name the file's name, for messages
 * @param dimensions sizes, each at least 1
 * @param values unsigned bytes, as many as the product of the dimensions
 */
record IdxFile(String name, int[] dimensions, byte[] values) {
  private static final int UNSIGNED_BYTES = 8;

  /**
   * Reads a file.
   *
   * @param rank required number of dimensions
   * @throws InvalidInputException if the file is missing, is not IDX, or has too few or too many
   *     bytes
   */
  static IdxFile read(Path file, int rank) {
    InputFile input = new InputFile(file, "an IDX file, plain or .gz");
    try (InputStream in = input.read(Files::newInputStream)) {
      return read(file.toString(), in, rank);
    } catch (IOException failed) {
      throw input.unreadable(failed);
    }
  }

  /** Reads a stream to its end; {@code name} is used in messages. */
  static IdxFile read(String name, InputStream raw, int rank) throws IOException {
    try (InputStream in = uncompressed(raw)) {
      int[] dimensions = header(name, in, rank);
      double declared = Arrays.stream(dimensions).asDoubleStream().reduce(1, (a, b) -> a * b);
      if (declared > Integer.MAX_VALUE - 8) {
        throw new InvalidInputException(
            name, "declared as " + sizes(dimensions), "less than 2 GiB of values");
      }
      int size = (int) declared;
      byte[] values = in.readNBytes(size);
      if (values.length < size) {
        throw new InvalidInputException(
            name,
            "truncated: %,d values follow its header".formatted(values.length),
            "%s = %,d values, as its header declares".formatted(sizes(dimensions), size));
      }
      if (in.read() >= 0) {
        throw new InvalidInputException(
            name,
            "too long: more bytes follow its last value",
            "%s = %,d values and nothing after them".formatted(sizes(dimensions), size));
      }
      return new IdxFile(name, dimensions, values);
    } catch (EOFException truncated) {
      throw damaged(name, "its end is missing");
    } catch (ZipException damaged) {
      throw damaged(name, String.valueOf(damaged.getMessage()));
    }
  }

  private static InvalidInputException damaged(String name, String found) {
    return new InvalidInputException(
        name, "damaged gzip (" + found + ")", "an undamaged IDX file, plain or .gz");
  }

  /** Returns the stream, decompressed if it begins with the magic number of gzip. */
  static InputStream uncompressed(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    in.mark(2);
    boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return compressed ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static int[] header(String name, InputStream in, int rank) throws IOException {
    String expected =
        "an IDX file of unsigned bytes in %d dimension%s (first bytes 0 0 8 %d)"
            .formatted(rank, rank == 1 ? "" : "s", rank);
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4) {
      throw new InvalidInputException(name, "only " + magic.length + " bytes long", expected);
    }
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTES || magic[3] != rank) {
      throw new InvalidInputException(
          name, "a file that begins with " + magicText(magic), expected);
    }
    byte[] sizes = in.readNBytes(4 * rank);
    if (sizes.length < 4 * rank) {
      throw new InvalidInputException(name, "truncated within its header", expected);
    }
    int[] dimensions = new int[rank];
    ByteBuffer.wrap(sizes).asIntBuffer().get(dimensions);
    if (Arrays.stream(dimensions).anyMatch(size -> size < 1)) {
      throw new InvalidInputException(
          name, "declared as " + sizes(dimensions), "at least 1 in each dimension");
    }
    return dimensions;
  }

  private static String magicText(byte[] magic) {
    return IntStream.range(0, magic.length)
        .mapToObj(i -> Integer.toString(magic[i] & 0xff))
        .collect(Collectors.joining(" "));
  }

  private static String sizes(int[] dimensions) {
    return Arrays.stream(dimensions)
        .mapToObj(Integer::toUnsignedString)
        .collect(Collectors.joining(" x "));
  }
}
