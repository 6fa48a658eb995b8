package org.revcor.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes small data sets in their published layout. */
public final class IdxFiles {
  private IdxFiles() {}

  public static Path write(Path file, byte[] values, int... dimensions) {
    ByteBuffer content = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
    content.put(new byte[] {0, 0, 8, (byte) dimensions.length});
    for (int dimension : dimensions) {
      content.putInt(dimension);
    }
    content.put(values);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, content.array());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Writes the first images of the shipped test set as both parts of MNIST: {@code
   * folder/mnist/...}.
   */
  public static void writeMnist(Path folder, int training, int test) {
    writeLike("mnist", folder, training, test);
  }

  public static void writeLike(String name, Path folder, int training, int test) {
    Images shipped = DataSets.shippedTest("mnist").orElseThrow();
    writePart(folder.resolve(name), "train", shipped, training);
    writePart(folder.resolve(name), "t10k", shipped, test);
  }

  private static void writePart(Path folder, String part, Images from, int images) {
    byte[] pixels = Arrays.copyOf(from.pixels(), images * from.values());
    byte[] labels = new byte[images];
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) from.labels()[i];
    }
    write(folder.resolve(part + "-images-idx3-ubyte"), pixels, images, 28, 28);
    write(folder.resolve(part + "-labels-idx1-ubyte"), labels, images);
  }
}
