package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.stimulus.Law.UniformLaw;

/** Observers that ignore the stimulus, so that maps show chance only. */
final class NullMapTest {
  private static final int D = 64;
  private static final int STUDIES = 400;

  /** Responses that are independent of the stimulus. */
  enum Blind {
    LABEL,
    RARE_LABEL,
    PROBABILITY,
    LOGIT;

    private double response(Random random) {
      return switch (this) {
        case LABEL -> random.nextInt(3) == 0 ? 1 : 0;
        case RARE_LABEL -> random.nextInt(50) == 0 ? 1 : 0;
        case PROBABILITY -> Math.pow(random.nextDouble(), 3);
        case LOGIT -> 7 + 3 * random.nextGaussian();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void zIsStandardNormalInEachPixelAndItsSquaredNormChiSquare(Blind blind) {
    double sum = 0;
    double squares = 0;
    int beyond = 0;
    double[] norms = new double[STUDIES];
    for (int seed = 0; seed < STUDIES; seed++) {
      SimulatedStudy study = study(blind, seed);
      for (float z : study.view(0, MapView.Z)) {
        sum += z;
        squares += (double) z * z;
        norms[seed] += (double) z * z;
        beyond += Math.abs(z) > 1.959_964 ? 1 : 0;
      }
    }
    double n = STUDIES * D;
    assertThat(sum / n).isCloseTo(0, within(4.5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(4.5 * Math.sqrt(2 / n)));
    assertThat(beyond / n).isCloseTo(0.05, within(4.5 * Math.sqrt(0.05 * 0.95 / n)));

    double mean = squares / STUDIES;
    double variance = 0;
    for (double norm : norms) {
      variance += (norm - mean) * (norm - mean) / (STUDIES - 1);
    }
    assertThat(mean).isCloseTo(D, within(4.5 * Math.sqrt(2.0 * D / STUDIES)));
    // the fourth cumulant of χ² of d degrees is 48 d
    assertThat(variance)
        .isCloseTo(2.0 * D, within(4.5 * 2 * D * Math.sqrt((2 + 12.0 / D) / STUDIES)));
  }

  private static SimulatedStudy study(Blind blind, int seed) {
    Random random = new Random(1_000 + seed);
    return new SimulatedStudy(
            new UniformLaw(),
            D,
            100,
            seed,
            blind == Blind.LOGIT ? Estimand.FIRST_ORDER_KERNEL : Estimand.CLASS_MAP,
            x -> new double[] {blind.response(random)})
        .show(20);
  }
}
