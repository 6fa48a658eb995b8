package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;

class ResultBytesTest {
  private static final HalfTally FIRST_MOMENTS =
      new HalfTally(
          3,
          new double[] {1, -0.0},
          new double[] {2, Double.POSITIVE_INFINITY},
          new double[] {4, 5},
          new double[][] {{1e-300, 2}, {}});

  private static final HalfTally ALL_SUMS =
      new HalfTally(
              1 << 20,
              new double[] {0.1, 0.2},
              new double[] {1},
              new double[] {Double.NEGATIVE_INFINITY},
              Map.of(
                  "weighted",
                  new double[][] {{3, 4}},
                  "gradients",
                  new double[][] {{5, 6}, {}, {7}}))
          .with("triggered", new float[][] {{Float.NEGATIVE_INFINITY}, {18, 19, 20}, {}})
          .with("stimuli", new float[] {22, Float.MIN_VALUE});

  @Test
  void sumsOfABlockAreReadAsTheyWereWritten() {
    Tally tally = new Tally(1L << 40, FIRST_MOMENTS, ALL_SUMS);

    assertThat(ResultBytes.tally(ResultBytes.ofTally(tally)))
        .usingRecursiveComparison()
        .isEqualTo(tally);
  }

  @Test
  void sumsLargerThanTheFirstBufferAreReadAsTheyWereWritten() {
    double[] many = new double[20_000];
    many[19_999] = 1;
    HalfTally half =
        new HalfTally(1, many, new double[] {1}, new double[] {1}, new double[][] {many});

    assertThat(ResultBytes.tally(ResultBytes.ofTally(new Tally(0, half, half))))
        .usingRecursiveComparison()
        .isEqualTo(new Tally(0, half, half));
  }

  @Test
  void valuesAreReadAsTheyWereWritten() {
    assertThat(ResultBytes.floats(ResultBytes.ofFloats(new float[] {1, Float.NaN})))
        .containsExactly(1, Float.NaN);
  }
}
