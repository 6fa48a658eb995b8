package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.revcor.analysis.template.ClassAreas.MeanImageRanks;

final class MeanImageRanksTest {
  @Test
  void ranksTheOwnMeanImageOfEachClassByTheResponseOfTheClass() {
    float[][] responses = {
      {3, 1, Float.NaN, 7}, // mean image of class 0
      {1, 2, Float.NaN, 7}, // of class 1
      {2, 5, Float.NaN, 7} // of class 2, which has no map
    };

    MeanImageRanks ranks = MeanImageRanks.of(responses, new int[] {0, 1, 2});

    assertThat(ranks.rank()).containsExactly(1, 2, 0, 0.0);
    assertThat(ranks.classes()).isEqualTo(2);
    assertThat(ranks.first()).isEqualTo(1);
    assertThat(ranks.mean()).isEqualTo(1.5);
    // two maps are compared over three images
    assertThat(ranks.firstByChance()).isEqualTo(2 / 3.0);
    assertThat(ranks.meanByChance()).isEqualTo(2);
  }

  /** Class 0 responds to no image, class 1 equally to two of three. */
  @Test
  void equalResponsesShareTheirMeanRank() {
    float[][] responses = {{0, 5, -0f}, {0, 5, 0}, {-0f, 1, 0}};

    MeanImageRanks ranks = MeanImageRanks.of(responses, new int[] {0, 1, 2});

    assertThat(ranks.rank()).containsExactly(2, 1.5, 2);
    assertThat(ranks.first()).isZero();
  }
}
