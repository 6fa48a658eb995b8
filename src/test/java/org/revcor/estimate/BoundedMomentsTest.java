package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.estimate.BernsteinSums.BernsteinWidth;
import org.revcor.estimate.anytime.GammaExponentialMixture;

final class BoundedMomentsTest {
  private static final int D = 4;
  private static final int BLOCK = 20;
  private static final double[] MEAN = {0.5, 0.5, 0.5, 0.5};
  private static final double[] VARIANCE = {1 / 12.0, 1 / 12.0, 1 / 12.0, 1 / 12.0};
  private static final GammaExponentialMixture BOUNDARY = new GammaExponentialMixture(0.01, 2);

  /** A probability of at least .9, and its complement. */
  private static final Trials TRIALS = trials(2_000);

  private static Trials trials(int n) {
    Random random = new Random(3);
    double[][] stimuli = new double[n][D];
    double[][] responses = new double[n][];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < D; i++) {
        stimuli[t][i] = random.nextDouble();
      }
      double r = 0.9 + 0.1 * stimuli[t][0] * stimuli[t][1];
      responses[t] = new double[] {r, 1 - r};
    }
    return new Trials(stimuli, responses);
  }

  /** Computes the limits of the values that are not rejected, trial by trial on a fine grid. */
  @ParameterizedTest
  @EnumSource(names = {"CLASS_MAP", "TRIGGERED_MEAN"})
  void widthIsThatOfValuesNotRejected(Estimand estimand) {
    for (int channel = 0; channel < 2; channel++) {
      double widest = 0;
      for (int i = 0; i < D; i++) {
        widest = Math.max(widest, farthest(estimand, channel, i));
      }
      BernsteinWidth width = statistics(estimand, channel).bernstein().orElseThrow();
      // all values share the V of the widest one, and a limit is half a grid step off
      assertThat(width.halfWidth()).isBetween(widest - 1e-4, widest * 1.02 + width.offset());
    }
  }

  private static double farthest(Estimand estimand, int channel, int value) {
    double map = map(estimand, channel, value) - (estimand.isCentred() ? 0 : 0.5);
    double farthest = 0;
    double largest = 0;
    for (double kappa = -0.5; kappa <= 0.5; kappa += 1e-4) {
      double sum = 0;
      double squares = 0;
      double responses = 0;
      double a = 0;
      for (int t = 0; t < TRIALS.size(); t++) {
        if (estimand.isCentred() && t > 0 && t % (BLOCK / 2) == 0) {
          a = responses / t;
        }
        double r = TRIALS.responses()[t][channel];
        double y = (r - a) * (TRIALS.stimuli()[t][value] - 0.5) - r * kappa;
        largest = Math.max(largest, Math.abs(y));
        sum += y;
        squares += y * y;
        responses += r;
      }
      if (Math.abs(sum) <= BOUNDARY.boundary(squares)) {
        farthest = Math.max(farthest, Math.abs(kappa - map));
      }
    }
    assertThat(largest).isLessThanOrEqualTo(1);
    return farthest;
  }

  private static double map(Estimand estimand, int channel, int value) {
    double weighted = 0;
    double responses = 0;
    double sum = 0;
    for (int t = 0; t < TRIALS.size(); t++) {
      weighted += TRIALS.responses()[t][channel] * TRIALS.stimuli()[t][value];
      responses += TRIALS.responses()[t][channel];
      sum += TRIALS.stimuli()[t][value];
    }
    return weighted / responses - (estimand.isCentred() ? sum / TRIALS.size() : 0);
  }

  /** Var y is E(r-a)²σ², which is smallest for a = mean response. */
  @Test
  void meanResponseRemovesErrorOfMeanStimulusFromMapOfDominantChannel() {
    double centred = statistics(Estimand.CLASS_MAP, 0).bernstein().orElseThrow().halfWidth();
    double plain = statistics(Estimand.TRIGGERED_MEAN, 0).bernstein().orElseThrow().halfWidth();
    assertThat(centred).isLessThan(0.3 * plain);
  }

  @Test
  void mapsAndErrorsAreThoseOfAverages() {
    Folded folded = folded(Estimand.CLASS_MAP, TRIALS);
    ChannelMoments average =
        ChannelMoments.of(
            Estimator.AVERAGE, Estimand.CLASS_MAP, Patch.whole(D), VARIANCE, new Workspace());
    long block = 0;
    for (Trials each : TRIALS.blocks(BLOCK)) {
      average.add(each.tally(block++), 0);
    }
    for (MapView view : MapView.values()) {
      assertThat(folded.channels().getFirst().view(view, folded.sums().means()))
          .isEqualTo(average.view(view, folded.sums().means()));
    }
  }

  @Test
  void restoredStateContinuesToTheSameWidth() {
    List<Trials> blocks = TRIALS.blocks(BLOCK);
    Folded whole = folded(Estimand.CLASS_MAP, TRIALS);
    for (int cut : new int[] {0, 1, 57, blocks.size()}) {
      Folded before = Folded.empty(Estimand.CLASS_MAP);
      blocks.subList(0, cut).forEach(before::add);
      Folded after = Folded.empty(Estimand.CLASS_MAP);
      after.sums().restore(before.sums().state());
      for (int c = 0; c < 2; c++) {
        after.channels().get(c).restore(before.channels().get(c).state());
      }
      blocks.subList(cut, blocks.size()).forEach(after::add);
      for (int c = 0; c < 2; c++) {
        assertThat(after.statistics(c)).isEqualTo(whole.statistics(c));
      }
    }
  }

  @Test
  void trialsNeededAreThoseAtWhichTheWidthIsTheTarget() {
    BernsteinWidth width = statistics(Estimand.CLASS_MAP, 1).bernstein().orElseThrow();
    double growth = width.growth(width.halfWidth() / 10);
    BernsteinWidth then =
        new BernsteinWidth(0, 0, growth * width.variation(), growth * width.responses(), BOUNDARY);
    // with few trials the width falls as 1/n, with many as 1/√n
    assertThat(growth).isBetween(10.0, 100.0);
    assertThat(then.growth(width.halfWidth() / 10)).isCloseTo(1, within(1e-2));
    assertThat(width.growth(width.halfWidth())).isCloseTo(1, within(1e-3));
  }

  private static ChannelStatistics statistics(Estimand estimand, int channel) {
    return folded(estimand, TRIALS).statistics(channel);
  }

  private static Folded folded(Estimand estimand, Trials trials) {
    Folded folded = Folded.empty(estimand);
    trials.blocks(BLOCK).forEach(folded::add);
    return folded;
  }

  private record Folded(StimulusSums sums, List<ChannelMoments> channels) {
    static Folded empty(Estimand estimand) {
      List<ChannelMoments> channels = new ArrayList<>();
      for (int c = 0; c < 2; c++) {
        channels.add(
            ChannelMoments.bounded(
                estimand, Patch.whole(D), MEAN, VARIANCE, BOUNDARY, new Workspace()));
      }
      return new Folded(new StimulusSums(D), channels);
    }

    void add(Trials block) {
      Tally tally = block.tallyWithSquares(0);
      sums.add(tally);
      for (int c = 0; c < 2; c++) {
        channels.get(c).add(tally, c);
      }
    }

    ChannelStatistics statistics(int channel) {
      return channels.get(channel).statistics(sums.means());
    }
  }
}
