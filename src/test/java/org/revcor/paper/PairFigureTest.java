package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PairFigureTest {
  private static final int PIXELS = 784;
  private static final int DRAWS = 400;

  private final SplittableRandom random = new SplittableRandom(1);

  private PairFigure.Image drawn(double[] truth, double error) {
    float[] values = new float[PIXELS];
    float[] errors = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      values[i] = (float) (truth[i] + error * random.nextGaussian());
    }
    Arrays.fill(errors, (float) error);
    return new PairFigure.Image(values, errors, PairFigure.MIN_TRIALS);
  }

  private double[] truth() {
    double[] truth = new double[PIXELS];
    Arrays.setAll(truth, i -> random.nextGaussian());
    return truth;
  }

  /**
   * Two images have a true correlation of .6 and as much noise as signal. The mean of 400 draws is
   * .6 within three errors. Stated errors match the draws, up to the addition for shared noise.
   */
  @Test
  void noiseDoesNotLowerTheCorrelation() {
    double sum = 0;
    double squares = 0;
    double error = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] one = truth();
      double[] other = truth();
      for (int i = 0; i < PIXELS; i++) {
        other[i] = 0.6 * one[i] + 0.8 * other[i];
      }
      Measure found = PairFigure.correlation(drawn(one, 1), drawn(other, 1), "-");
      sum += found.value() / DRAWS;
      squares += found.value() * found.value() / DRAWS;
      error += found.error() / DRAWS;
    }
    double spread = Math.sqrt(squares - sum * sum);
    assertThat(sum).isCloseTo(0.6, within(3 * spread / Math.sqrt(DRAWS) + 0.005));
    assertThat(error).isBetween(spread, 0.34 + 3 * spread);
  }

  /** A template has no noise; the mean stated error is at least that of the draws. */
  @Test
  void errorMatchesTheDraws() {
    double sum = 0;
    double squares = 0;
    double error = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] one = truth();
      Measure found = PairFigure.correlation(drawn(one, 1), drawn(truth(), 0), "-");
      sum += found.value() / DRAWS;
      squares += found.value() * found.value() / DRAWS;
      error += found.error() / DRAWS;
    }
    double spread = Math.sqrt(squares - sum * sum);
    assertThat(error).isBetween(0.9 * spread, 1.4 * spread);
  }

  @Test
  void imageOfPureNoiseIsMissing() {
    Measure found = PairFigure.correlation(drawn(new double[PIXELS], 1), drawn(truth(), 0), "-");
    assertThat(found.shown()).isEqualTo("an image is no more than its noise");
  }

  @Test
  void imageWithTooFewTrialsIsMissing() {
    PairFigure.Image few = new PairFigure.Image(new float[1], new float[1], 49);
    assertThat(few.measure("-", () -> Measure.exact(1, "-")).shown())
        .isEqualTo("too few trials: 49 in a cell of signal and response; 50 are required");
    PairFigure.Image enough = new PairFigure.Image(new float[1], new float[1], 50);
    assertThat(enough.measure("-", () -> Measure.exact(1, "-")).value()).isEqualTo(1);
  }
}
