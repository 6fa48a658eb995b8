package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uses small integers, so that the order of sums does not matter. */
final class PooledAdjointTest {
  private static final int STIMULI = 3;

  private final SplittableRandom random = new SplittableRandom(5);

  /** Compares with a direct transposed convolution. */
  @ParameterizedTest(name = "{0} planes of {1} x {2}, {3} filters of {4}")
  @CsvSource({"1,9,8,3,3", "2,7,11,5,2", "7,12,12,6,5", "1,28,28,20,5"})
  void isTheTransposedConvolutionOfTheGradientsOfPositiveMaxima(
      int planes, int height, int width, int outputs, int kernel) {
    Size before = new Size(planes, height, width);
    Size after = new Size(outputs, height - kernel + 1, width - kernel + 1);
    FieldMaxima maxima = new FieldMaxima(after);
    Size pooled = maxima.after();
    int fields = STIMULI * pooled.values();
    float[] weight = whole(outputs * kernel * kernel * planes);
    float[] gradient = whole(fields);
    byte[] found = new byte[fields];
    for (int i = 0; i < fields; i++) {
      found[i] = (byte) random.nextInt(FieldMaxima.POSITIONS + FieldMaxima.POSITIVE);
    }
    float[] expected = new float[STIMULI * before.values()];
    for (int i = 0; i < fields; i++) {
      if (found[i] >= FieldMaxima.POSITIVE) {
        int output = i % outputs;
        int column = i / outputs % pooled.width();
        int row = i / outputs / pooled.width() % pooled.height();
        int stimulus = i / pooled.values();
        int position = found[i] - FieldMaxima.POSITIVE;
        for (int j = 0; j < kernel * kernel * planes; j++) {
          int y = 2 * row + position / 2 + j / planes / kernel;
          int x = 2 * column + position % 2 + j / planes % kernel;
          expected[((stimulus * height + y) * width + x) * planes + j % planes] +=
              gradient[i] * weight[output * kernel * kernel * planes + j];
        }
      }
    }
    float[] result = new float[expected.length];
    Arrays.fill(result, Float.NaN);
    new PooledAdjoint(weight, kernel, before, maxima)
        .backward(
            STIMULI, ByteBuffer.wrap(found), FloatBuffer.wrap(gradient), FloatBuffer.wrap(result));
    assertThat(result).isEqualTo(expected);
  }

  @Test
  void sizeIsTheNumberOfValuesOfItsFilters() {
    assertThat(PooledAdjoint.size(5, 20, 50)).isEqualTo(4 * 50 * 36 * 20);
  }

  private float[] whole(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextInt(-9, 10);
    }
    return values;
  }
}
