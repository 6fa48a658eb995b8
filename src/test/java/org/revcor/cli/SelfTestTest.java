package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;

final class SelfTestTest {
  private static final int TRIALS = 1_000;
  private static final int VALUES = 100;

  /** Nearly all responses are of one class, whose sum is nearly that of all stimuli. */
  @Test
  void sumsOfOtherStimuliAreNotCorrelated() {
    double[] sums = SelfTest.values(tally(1));
    assertThat(SelfTest.correlation(sums, sums)).isCloseTo(1, within(1e-12));
    assertThat(SelfTest.correlation(sums, SelfTest.values(tally(2)))).isBetween(-0.3, 0.3);
  }

  private static Tally tally(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Tally(0, half(random), half(random));
  }

  private static HalfTally half(SplittableRandom random) {
    double[] stimuli = new double[VALUES];
    double[] responses = new double[2];
    double[][] weighted = new double[2][VALUES];
    for (int trial = 0; trial < TRIALS; trial++) {
      int response = random.nextInt(20) == 0 ? 0 : 1;
      responses[response]++;
      for (int i = 0; i < VALUES; i++) {
        double value = 0.5 + 0.1 * random.nextGaussian();
        stimuli[i] += value;
        weighted[response][i] += value;
      }
    }
    return new HalfTally(TRIALS, stimuli, responses, responses, weighted);
  }
}
