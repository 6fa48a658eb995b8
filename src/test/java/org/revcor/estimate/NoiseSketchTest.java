package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NoiseSketchTest {
  private static final int STUDIES = 61;

  /** Returns noise of several equally strong directions, or of each value, about a constant map. */
  private static double median(int values, int directions, int blocks) {
    Random random = new Random(5);
    double[] dimensions = new double[STUDIES];
    for (int study = 0; study < STUDIES; study++) {
      double[][] axes = new double[directions == values ? 0 : directions][values];
      for (double[] axis : axes) {
        Arrays.setAll(axis, i -> random.nextGaussian());
      }
      double[] map = new double[values];
      Arrays.setAll(map, i -> 3 * random.nextGaussian());
      NoiseSketch sketch = new NoiseSketch(values);
      RandomProjection folding = new RandomProjection(values);
      for (int block = 0; block < blocks; block++) {
        double weight = 1 + random.nextInt(3);
        double[] d = new double[values];
        Arrays.setAll(d, i -> weight * map[i]);
        for (int axis = 0; axis < directions; axis++) {
          double share = Math.sqrt(weight) * random.nextGaussian();
          if (directions == values) {
            d[axis] += share;
          } else {
            for (int i = 0; i < values; i++) {
              d[i] += share * axes[axis][i];
            }
          }
        }
        sketch.add(folding.fold(d), weight);
      }
      dimensions[study] = sketch.dimensions(values);
    }
    Arrays.sort(dimensions);
    return dimensions[STUDIES / 2];
  }

  @ParameterizedTest
  @CsvSource({"25, 1, 1", "25, 2, 2", "64, 2, 2", "256, 2, 2", "784, 5, 5"})
  void noiseOfFewDirectionsSpansFewDimensions(int values, int directions, double dimensions) {
    assertThat(median(values, directions, 64)).isCloseTo(dimensions, within(0.25 * dimensions));
    assertThat(median(values, directions, 16)).isCloseTo(dimensions, within(0.25 * dimensions));
  }

  /** White noise: more directions give a rougher estimate, since there are 16 groups. */
  @ParameterizedTest
  @CsvSource({"25, 20, 25", "64, 45, 63", "256, 150, 255", "784, 250, 783"})
  void noiseOfAllDirectionsSpansManyDimensions(int values, double least, double most) {
    assertThat(median(values, values, 64)).isBetween(least, most);
  }

  @Test
  void dimensionsAreUnknownForTwoBlocks() {
    NoiseSketch sketch = new NoiseSketch(4);
    RandomProjection folding = new RandomProjection(4);
    sketch.add(folding.fold(new double[] {1, 2, 3, 4}), 1);
    sketch.add(folding.fold(new double[] {2, 2, 3, 4}), 1);
    assertThat(sketch.dimensions(4)).isNaN();
    sketch.add(folding.fold(new double[] {2, 2, 3, 9}), 1);
    assertThat(sketch.dimensions(4)).isBetween(1.0, 4.0);
  }

  /** A channel with a turn in every 32nd block. */
  @Test
  void blocksWithoutWeightAreSkipped() {
    Random random = new Random(3);
    NoiseSketch inTurn = new NoiseSketch(100);
    NoiseSketch always = new NoiseSketch(100);
    RandomProjection folding = new RandomProjection(100);
    for (int block = 0; block < 640; block++) {
      if (block % 32 == 0) {
        double[] d = random.doubles(100).toArray();
        inTurn.add(folding.fold(d), 31);
        always.add(folding.fold(d), 31);
      } else {
        inTurn.add(folding.fold(new double[100]), 0);
      }
    }
    assertThat(inTurn.dimensions(100)).isEqualTo(always.dimensions(100)).isGreaterThan(1);
  }

  @Test
  void restoredStateGivesTheSameDimensions() {
    NoiseSketch sketch = new NoiseSketch(100);
    RandomProjection folding = new RandomProjection(100);
    Random random = new Random(3);
    for (int block = 0; block < 20; block++) {
      double[] d = new double[100];
      Arrays.setAll(d, i -> random.nextGaussian());
      sketch.add(folding.fold(d), 1);
    }
    DoubleBuffer state = DoubleBuffer.allocate(NoiseSketch.stateSize(100));
    sketch.save(state);
    assertThat(state.remaining()).isZero();
    NoiseSketch other = new NoiseSketch(100);
    other.restore(state.flip());
    assertThat(Double.valueOf(other.dimensions(100))).isEqualTo(sketch.dimensions(100));
  }

  @Test
  void largeMapsAreFoldedWithoutTheirMean() {
    RandomProjection folding = new RandomProjection(784);
    double[] flat = new double[784];
    Arrays.fill(flat, 2);
    assertThat(Arrays.copyOf(folding.fold(flat), RandomProjection.buckets(784))).containsOnly(0);
    assertThat(folding.mean()).isEqualTo(2);
    RandomProjection small = new RandomProjection(9);
    double[] few = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    double[] folded = small.fold(few);
    for (int i = 0; i < few.length; i++) {
      assertThat(Math.abs(folded[i])).isEqualTo(few[i]);
    }
  }
}
