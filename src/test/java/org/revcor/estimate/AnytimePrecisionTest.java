package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.estimate.SimulatedStudy.SimulatedObserver;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.stimulus.Law.GaussianLaw;

/** Coverage of the precision at every look of a study, for known maps. */
@Tag("full")
final class AnytimePrecisionTest {
  private static final int D = 3;
  private static final int BLOCK = 10;
  private static final int BLOCKS = 1_000;
  private static final double LEVEL = 0.05;
  private static final double[] WEIGHTS = {0.8, 0, -0.6};
  private static final double THRESHOLD = 0.5;

  private static final StoppingRule RULE =
      new StoppingRule(
          Optional.empty(),
          Optional.empty(),
          Optional.of(0.01),
          LEVEL,
          1,
          TargetCombination.ALL,
          Optional.empty());

  /** Readouts with two channels under standard Gaussian noise. */
  enum Readout {
    LABEL(Estimand.CLASS_MAP),
    LOGIT(Estimand.FIRST_ORDER_KERNEL);

    private final Estimand estimand;

    Readout(Estimand estimand) {
      this.estimand = estimand;
    }

    private SimulatedObserver observer() {
      return x -> {
        double w = SimulatedObservers.dot(WEIGHTS, x);
        return switch (this) {
          case LABEL -> new double[] {w > THRESHOLD ? 1 : 0, w > THRESHOLD ? 0 : 1};
          case LOGIT -> new double[] {3 + w, x[0] * x[1] - w};
        };
      };
    }

    /** E[x | w·x > t] = w φ(t)/(1-Φ(t)), with ‖w‖ = 1, and the same on the other side. */
    private double truth(int channel, int value) {
      NormalDistribution normal = NormalDistribution.of(0, 1);
      double density = normal.density(THRESHOLD);
      return WEIGHTS[value]
          * switch (this) {
            case LABEL ->
                channel == 0
                    ? density / normal.survivalProbability(THRESHOLD)
                    : -density / normal.cumulativeProbability(THRESHOLD);
            case LOGIT -> channel == 0 ? 1 : -1;
          };
    }
  }

  @ParameterizedTest
  @EnumSource
  void precisionHoldsAtAllLooksUnlikeTheFixedInterval(Readout readout) {
    cover(readout, 1_000);
  }

  private static void cover(Readout readout, int studies) {
    int missed = 0;
    int missedFixed = 0;
    for (int seed = 0; seed < studies; seed++) {
      SimulatedStudy study =
          new SimulatedStudy(
              new GaussianLaw(0, 1), D, BLOCK, seed, readout.estimand, readout.observer());
      boolean anywhere = false;
      boolean anywhereFixed = false;
      for (long look : new LookSchedule(BLOCKS).upTo(BLOCKS).toArray()) {
        study.show((int) (look - study.trials() / BLOCK));
        for (int c = 0; c < 2; c++) {
          double precision = RULE.verdict(study.statistics(c), study.trials(), D, 2).precision();
          if (!Double.isNaN(precision)) {
            float[] map = study.view(c, MapView.MAP);
            for (int i = 0; i < D; i++) {
              anywhere |= Math.abs(map[i] - readout.truth(c, i)) > precision;
            }
          }
        }
        if (look >= 10) {
          // 95 % of a fixed number of trials, of a single value
          float error = study.view(0, MapView.ERROR)[1];
          float[] map = study.view(0, MapView.MAP);
          anywhereFixed |= Math.abs(map[1] - readout.truth(0, 1)) > 1.96 * error;
        }
      }
      missed += anywhere ? 1 : 0;
      missedFixed += anywhereFixed ? 1 : 0;
    }
    int most = BinomialDistribution.of(studies, LEVEL).inverseCumulativeProbability(0.998);
    assertThat(missed).as("sequence").isLessThanOrEqualTo(most);
    assertThat(missedFixed).as("fixed").isGreaterThan((int) (0.3 * studies));
  }
}
