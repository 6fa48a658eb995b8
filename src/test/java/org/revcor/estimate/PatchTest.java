package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PatchTest {
  private static final double[] STIMULUS = IntStream.range(0, 2 * 3 * 4).asDoubleStream().toArray();

  @Test
  void patchIsARectangleInEveryPlane() {
    Patch patch = Patch.of(2, 3, 4, 1, 2, 2, 2);
    assertThat(patch.values()).isEqualTo(8);
    assertThat(patch.of(STIMULUS)).containsExactly(6, 7, 10, 11, 18, 19, 22, 23);
  }

  @Test
  void wholePatchReturnsTheArrayItself() {
    assertThat(Patch.of(2, 3, 4, 0, 0, 3, 4).of(STIMULUS)).isSameAs(STIMULUS);
    assertThat(Patch.whole(24).values()).isEqualTo(24);
  }

  /** Each map value depends on its pixel only, so cropping before equals cropping after. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ROOT_MEAN_SQUARE")
  void mapsOfAPatchAreCroppedMaps(Estimand estimand) {
    Patch patch = Patch.of(2, 3, 4, 0, 1, 3, 2);
    double[] variances = new Random(6).doubles(24, 0.5, 2).toArray();
    Workspace shared = new Workspace();
    ChannelMoments whole = ChannelMoments.averages(estimand, Patch.whole(24), variances, shared);
    ChannelMoments part = ChannelMoments.averages(estimand, patch, variances, shared);
    StimulusSums sums = new StimulusSums(24);
    Random random = new Random(5);
    for (int block = 0; block < 3; block++) {
      HalfTally a = half(random);
      HalfTally b = half(random);
      Tally tally = new Tally(block, a, b);
      sums.add(tally);
      whole.add(tally, 0);
      part.add(new Tally(block, cut(a, patch), cut(b, patch)), 0);
    }
    for (MapView view : MapView.values()) {
      float[] expected = whole.view(view, sums.means());
      float[] found = part.view(view, sums.means());
      double[] places = patch.of(STIMULUS);
      assertThat(found).hasSize(12);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).as("%s", view).isEqualTo(expected[(int) places[i]]);
      }
    }
    // per value two sums of halves and three of blocks; 8 others; 16 groups of 12 values and a
    // weight; the number of blocks
    assertThat(part.state()).hasSize(5 * 12 + 8 + 16 * 13 + 1);
  }

  private static HalfTally cut(HalfTally half, Patch patch) {
    return new HalfTally(
        half.trials(),
        half.stimuli(),
        half.responses(),
        half.squaredResponses(),
        List.of(patch.of(half.weighted()[0])).toArray(double[][]::new));
  }

  private static HalfTally half(Random random) {
    double[] stimuli = random.doubles(24, 4, 6).toArray();
    double[] weighted = random.doubles(24, 2, 3).toArray();
    double responses = random.nextDouble(4, 5);
    return new HalfTally(
        10, stimuli, new double[] {responses}, new double[] {3}, new double[][] {weighted});
  }
}
