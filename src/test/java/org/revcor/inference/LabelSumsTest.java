package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.revcor.estimate.HalfTally;
import org.revcor.inference.LabelReduction.LabelSums;

class LabelSumsTest {

  @Test
  void addsEachTrialToItsChannelAndToTheTotal() {
    LabelSums sums = new LabelSums(3, 2);
    sums.add(2, new float[] {0.5f, 1});
    sums.add(0, new float[] {0.25f, 0});
    sums.add(2, new float[] {0.125f, 3});
    HalfTally tally = sums.tally();
    assertThat(tally.trials()).isEqualTo(3);
    assertThat(tally.stimuli()).containsExactly(0.875, 4);
    assertThat(tally.responses()).containsExactly(1, 0, 2);
    assertThat(tally.squaredResponses()).containsExactly(1, 0, 2);
    assertThat(tally.weighted()).isDeepEqualTo(new double[][] {{0.25, 0}, {}, {0.625, 4}});
  }
}
