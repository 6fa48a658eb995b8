package org.revcor.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;

/**
 * A file of CIFAR-10's binary version. A record has 3,073 bytes: a label from 0 to 9, then an image
 * of 3 x 32 x 32 in planes red, green, blue.
 *
 * @param records number of records, at least 1
 */
record CifarFile(Path file, int records) {
  static final int PLANES = 3;
  static final int SIDE = 32;
  static final int CLASSES = 10;
  private static final int VALUES = PLANES * SIDE * SIDE;
  private static final int RECORD = 1 + VALUES;
  private static final String EXPECTED =
      "a whole number of records of 3,073 bytes, as in CIFAR-10's binary version";

  /**
   * Returns a file with its number of records, from its length.
   *
   * @throws InvalidInputException if that is not a whole number of at least 1
   */
  static CifarFile of(Path file) {
    long size = new InputFile(file, EXPECTED).read(Files::size);
    if (size == 0 || size % RECORD != 0 || size > Integer.MAX_VALUE) {
      throw wrongSize(file, size);
    }
    return new CifarFile(file, (int) (size / RECORD));
  }

  /**
   * Reads all records.
   *
   * @param pixels receives the images, from image {@code first} on
   * @param labels receives the labels, from index {@code first} on
   * @throws InvalidInputException if the file cannot be read or has a label above 9
   */
  void read(byte[] pixels, int[] labels, int first) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int i = 0; i < records; i++) {
        int label = in.read();
        if (in.readNBytes(pixels, (first + i) * VALUES, VALUES) < VALUES) {
          throw wrongSize(file, Files.size(file));
        }
        if (label >= CLASSES) {
          throw new InvalidInputException(
              file.toString(),
              "a file whose record %,d has label %d".formatted(i, label),
              "records with labels from 0 to 9");
        }
        labels[first + i] = label;
      }
    } catch (IOException failed) {
      throw new InputFile(file, EXPECTED).unreadable(failed);
    }
  }

  private static InvalidInputException wrongSize(Path file, long size) {
    return new InvalidInputException(file.toString(), "%,d bytes long".formatted(size), EXPECTED);
  }
}
