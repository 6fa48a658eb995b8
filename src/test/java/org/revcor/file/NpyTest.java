package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NpyTest {
  @Test
  void valuesAndShapeOfAFile() {
    Npy.Array array = Npy.read(Npy.floats(new float[] {1, -2, 3, 4, 5, 6}, 2, 3));

    assertThat(array.shape()).containsExactly(2, 3);
    assertThat(array.values()).containsExactly(1, -2, 3, 4, 5, 6);
  }

  /** The sign of a NaN depends on the instructions that computed it. */
  @Test
  void notANumberHasTheSameBytesWithEitherSign() {
    float[] floats = {Float.intBitsToFloat(0xffc00000), Float.intBitsToFloat(0x7fc00001)};
    double[] doubles = {Double.longBitsToDouble(0xfff8000000000000L)};

    assertThat(Npy.floats(floats, 2)).isEqualTo(Npy.floats(new float[] {Float.NaN, Float.NaN}, 2));
    assertThat(Npy.doubles(doubles, 1)).isEqualTo(Npy.doubles(new double[] {Double.NaN}, 1));
  }

  @Test
  void truncatedFile() {
    byte[] file = Npy.floats(new float[] {1, 2}, 2);

    assertThatThrownBy(() -> Npy.read(Arrays.copyOf(file, file.length - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a truncated NumPy file");
  }

  @Test
  void bytesAfterTheArray() {
    byte[] file = Npy.floats(new float[] {1, 2}, 2);

    assertThatThrownBy(() -> Npy.read(Arrays.copyOf(file, file.length + 3)))
        .hasMessage("a NumPy file with 3 bytes after its array");
  }

  private static byte[] withHeader(byte[] file, String part, String replacement) {
    return new String(file, StandardCharsets.ISO_8859_1)
        .replace(part, replacement)
        .replaceFirst("\n", " ".repeat(part.length() - replacement.length()) + "\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void booleansAreZeroAndOne() {
    byte[] file = withHeader(Npy.floats(new float[] {0, 0}, 2), "<f4", "|b1");
    file = withHeader(file, "(2,)", "(8,)");
    file[file.length - 3] = 1;

    assertThat(Npy.numbers(file).values()).containsExactly(0, 0, 0, 0, 0, 1, 0, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '<f4' | '>f4' | a NumPy file of type >f4 in C order
          '<f4' | '<f2' | a NumPy file of type <f2 in C order
          '<f4' | '<c8' | a NumPy file of type <c8 in C order
          False | True  | a NumPy file of type <f4 in Fortran order
          'descr' | 'other' | a NumPy file with an unknown header
          """)
  void otherTypesAndOrdersAreNamed(String part, String replacement, String message) {
    byte[] file = withHeader(Npy.floats(new float[] {1, 2}, 2), part, replacement);

    assertThatThrownBy(() -> Npy.numbers(file)).hasMessage(message);
  }
}
