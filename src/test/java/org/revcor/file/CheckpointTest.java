package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Checkpoint.Layout;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;

class CheckpointTest {
  private static final byte[] HEADER = "{\"blocks\":7}".getBytes(StandardCharsets.UTF_8);
  private static final double[][] PARTS = {
    {1.5, -2, Double.NaN}, {}, numbers(20_000), {Double.MIN_VALUE, Double.NEGATIVE_INFINITY}
  };

  @TempDir private Path folder;

  @Test
  void partsAreReadBackBitForBit() throws IOException {
    Path file = folder.resolve("checkpoint-7");

    String digest = write(file, 0, 1, 2, 3);

    Checkpoint read = Checkpoint.of(file);
    assertThat(read.header()).isEqualTo(HEADER);
    assertThat(read.digest()).isEqualTo(digest);
    assertThat(read.parts()).isEqualTo(PARTS.length);
    for (int i = 0; i < PARTS.length; i++) {
      assertThat(bits(read.part(i))).isEqualTo(bits(PARTS[i]));
    }
    assertThat(names()).containsExactly("checkpoint-7");
  }

  /** A part of zeros, with one -0 and one other number far apart, between two numbers. */
  @Test
  void zerosTakeNoDisk() throws IOException, InterruptedException {
    Path file = folder.resolve("checkpoint-7");
    double[] zeros = new double[1_000_000];
    zeros[500_000] = -0.0;
    zeros[900_000] = 1;

    try (CheckpointWriter writer = CheckpointWriter.create(file, HEADER, 4)) {
      writer.write(0, PARTS[0]);
      writer.write(1, zeros);
      writer.write(2, PARTS[3]);
      writer.write(3, new double[1_000_000]);
      writer.commit();
    }

    Checkpoint read = Checkpoint.of(file);
    assertThat(bits(read.part(0))).isEqualTo(bits(PARTS[0]));
    assertThat(bits(read.part(1))).isEqualTo(bits(zeros));
    assertThat(bits(read.part(2))).isEqualTo(bits(PARTS[3]));
    assertThat(bits(read.part(3))).isEqualTo(new long[1_000_000]);
    Process du = new ProcessBuilder("du", "-k", file.toString()).redirectErrorStream(true).start();
    String printed = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(du.waitFor()).isZero();
    assertThat(Integer.parseInt(printed.substring(0, printed.indexOf('\t')))).isLessThan(400);
  }

  @Test
  void digestDoesNotDependOnTheOrderOfWriting() throws IOException {
    String inOrder = write(folder.resolve("one"), 0, 1, 2, 3);

    assertThat(write(folder.resolve("two"), 3, 1, 0, 2)).isEqualTo(inOrder);
    assertThat(Checkpoint.of(folder.resolve("two")).part(3)).isEqualTo(PARTS[3]);
  }

  @Test
  void uncommittedWriterLeavesTheEarlierFile() throws IOException {
    Path file = folder.resolve("checkpoint-7");
    String digest = write(file, 0, 1, 2, 3);

    try (CheckpointWriter writer = CheckpointWriter.create(file, HEADER, 2)) {
      writer.write(0, PARTS[0]);
      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("not all parts are written");
    }

    assertThat(Checkpoint.of(file).digest()).isEqualTo(digest);
    assertThat(names()).containsExactly("checkpoint-7");
  }

  @Test
  void fileOfAnotherVersionIsRefused() throws IOException {
    Path file = folder.resolve("checkpoint-7");
    write(file, 0, 1, 2, 3);
    byte[] bytes = Files.readAllBytes(file);
    bytes[7]++;
    Files.write(file, bytes);

    assertThatThrownBy(() -> Checkpoint.of(file))
        .isInstanceOf(UnreadableCheckpointException.class)
        .hasMessage("checkpoint-7 is of version 0.1; this version reads 0.3");
  }

  @Test
  void aNamedPipeIsRefused() throws Exception {
    Path pipe = folder.resolve("checkpoint-7");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> Checkpoint.of(pipe))
        .isInstanceOf(UnreadableCheckpointException.class)
        .hasMessage("checkpoint-7 is no regular file");
  }

  @Property(tries = 300)
  void everyFlippedBitIsDetected(
      @ForAll @IntRange(min = 0) int at, @ForAll @IntRange(max = 7) int bit) throws IOException {
    byte[] bytes = bytes();
    bytes[at % bytes.length] ^= (byte) (1 << bit);

    assertUnreadable(bytes);
  }

  /** The digest does not cover offsets. */
  @Test
  void partOutsideTheFileIsDetected() throws IOException {
    byte[] bytes = bytes();
    int table = bytes.length - Layout.SUFFIX_BYTES - 2 * Layout.ROW_BYTES;
    bytes[table] ^= (byte) 0x80;

    assertUnreadable(bytes);
  }

  @Property(tries = 300)
  void everyTruncationIsDetected(@ForAll @IntRange(min = 0) int length) throws IOException {
    byte[] bytes = bytes();

    assertUnreadable(Arrays.copyOf(bytes, length % bytes.length));
  }

  private static void assertUnreadable(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("checkpoint", "");
    try {
      Files.write(file, bytes);
      assertThatThrownBy(() -> Checkpoint.of(file))
          .isInstanceOf(UnreadableCheckpointException.class);
    } finally {
      Files.delete(file);
    }
  }

  /** Returns a short file, so that header and table are hit as often as parts. */
  private static byte[] bytes() throws IOException {
    Path file = Files.createTempFile("checkpoint", "");
    try (CheckpointWriter writer = CheckpointWriter.create(file, HEADER, 2)) {
      writer.write(0, PARTS[0]);
      writer.write(1, PARTS[3]);
      writer.commit();
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String write(Path file, int... order) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(file, HEADER, PARTS.length)) {
      for (int part : order) {
        writer.write(part, PARTS[part]);
      }
      return writer.commit();
    }
  }

  private static double[] numbers(int n) {
    return IntStream.range(0, n).mapToDouble(i -> Math.sin(i) * i).toArray();
  }

  private static long[] bits(double[] numbers) {
    return Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }
}
