package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

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
}
