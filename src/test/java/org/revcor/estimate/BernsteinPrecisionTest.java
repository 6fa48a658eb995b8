package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.estimate.SimulatedStudy.SimulatedObserver;
import org.revcor.estimate.StoppingRule.ConfidenceSequence;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.estimate.anytime.GammaExponentialMixture;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.UniformLaw;

/** Coverage of the exact precision at every look from the first trials on, for known maps. */
@Tag("full")
final class BernsteinPrecisionTest {
  private static final int D = 3;
  private static final int BLOCK = 2;
  private static final int BLOCKS = 500;
  private static final int CHANNELS = 2;
  private static final double LEVEL = 0.05;
  private static final double P = 0.125;

  private static final StoppingRule RULE =
      new StoppingRule(
          Optional.empty(),
          Optional.empty(),
          Optional.of(0.1),
          ConfidenceSequence.BERNSTEIN,
          LEVEL,
          1,
          TargetCombination.ALL,
          Optional.empty());

  /** Readouts with two channels whose responses sum to 1. */
  enum Case {
    /** A class with 4 % of the trials, and one with all others. */
    RARE_LABEL(Estimand.CLASS_MAP),
    PROBABILITY(Estimand.CLASS_MAP),
    /** White if at least one of two pixels is white, each with probability 1/8. */
    BERNOULLI_LABEL(Estimand.CLASS_MAP),
    NOT_CENTRED(Estimand.TRIGGERED_MEAN);

    private final Estimand estimand;

    Case(Estimand estimand) {
      this.estimand = estimand;
    }

    private Law law() {
      return switch (this) {
        case RARE_LABEL, PROBABILITY -> new UniformLaw();
        case BERNOULLI_LABEL, NOT_CENTRED -> new BernoulliLaw(P);
      };
    }

    private SimulatedObserver observer() {
      return x -> {
        double first =
            switch (this) {
              case RARE_LABEL -> x[0] > 0.96 ? 1 : 0;
              case PROBABILITY -> x[0] * x[1];
              case BERNOULLI_LABEL, NOT_CENTRED -> x[0] + x[1] > 0 ? 1 : 0;
            };
        return new double[] {first, 1 - first};
      };
    }

    private double truth(int channel, int value) {
      double share =
          switch (this) {
            case RARE_LABEL -> 0.04;
            case PROBABILITY -> 0.25;
            case BERNOULLI_LABEL, NOT_CENTRED -> 1 - (1 - P) * (1 - P);
          };
      double first =
          switch (this) {
            case RARE_LABEL -> value == 0 ? 0.98 - 0.5 : 0;
            case PROBABILITY -> value < 2 ? 2 / 3.0 - 0.5 : 0;
            case BERNOULLI_LABEL, NOT_CENTRED -> value < 2 ? P / share - P : 0;
          };
      double centred = channel == 0 ? first : -first * share / (1 - share);
      return estimand.isCentred() ? centred : centred + law().mean();
    }
  }

  @ParameterizedTest
  @EnumSource
  void precisionHoldsAtEveryLookFromTheFirstTrialsOn(Case each) {
    cover(each, 40);
  }

  @ParameterizedTest
  @EnumSource
  void precisionHoldsInFiveHundredStudies(Case each) {
    cover(each, 500);
  }

  private static void cover(Case each, int studies) {
    GammaExponentialMixture boundary = RULE.boundary(D, CHANNELS, each.law().variance(), 1);
    int missed = 0;
    for (int seed = 0; seed < studies; seed++) {
      SimulatedStudy study =
          new SimulatedStudy(each.law(), D, BLOCK, seed, each.estimand, each.observer(), boundary);
      boolean anywhere = false;
      for (long look : new LookSchedule(BLOCKS).upTo(BLOCKS).toArray()) {
        study.show((int) (look - study.trials() / BLOCK));
        for (int c = 0; c < CHANNELS; c++) {
          ChannelStatistics statistics = study.statistics(c);
          double precision = RULE.verdict(statistics, study.trials(), D, CHANNELS).precision();
          assertThat(Double.isNaN(precision)).isEqualTo(statistics.count() == 0);
          float[] map = study.view(c, MapView.MAP);
          for (int i = 0; i < D; i++) {
            anywhere |= Math.abs(map[i] - each.truth(c, i)) > precision;
          }
        }
      }
      missed += anywhere ? 1 : 0;
      assertThat(study.statistics(1).bernstein().orElseThrow().halfWidth()).isLessThan(0.12);
    }
    int most = BinomialDistribution.of(studies, LEVEL).inverseCumulativeProbability(0.998);
    assertThat(missed).isLessThanOrEqualTo(most);
  }
}
