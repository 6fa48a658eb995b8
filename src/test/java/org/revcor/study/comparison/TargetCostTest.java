package org.revcor.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.study.results.Convergence;

final class TargetCostTest {
  private static final Convergence CONVERGENCE =
      new Convergence(
          new long[] {100, 200, 300, 400},
          new double[] {0.5, 1, 1.5, 2},
          new double[][] {{0.1, 0.6}, {0.5, 0.7}, {0.6, 0.9}, {0.7, 0.9}},
          Optional.of(new double[][] {{0, 0.2}, {0, 0.9}, {0, 0.95}, {1, 1}}));

  @Test
  void costIsTakenFromTheFirstLookAtTheTarget() {
    assertThat(to(0.5, CONVERGENCE.channel(0), 2.5)).isEqualTo(new TargetCost(200, 500, 1));
    assertThat(to(0.9, CONVERGENCE.channel(1), 1)).isEqualTo(new TargetCost(300, 300, 1.5));
    assertThat(to(0.9, CONVERGENCE.channel(0), 1)).isEqualTo(TargetCost.UNREACHED);
    assertThat(TargetCost.UNREACHED.reached()).isFalse();
    assertThat(to(0.9, CONVERGENCE.reference(1).orElseThrow(), 1))
        .isEqualTo(new TargetCost(200, 200, 1));
  }

  private static TargetCost to(double target, double[] curve, double forwards) {
    return TargetCost.to(target, curve, CONVERGENCE, forwards);
  }

  @Test
  void costsOfNoChannelsAreUnreached() {
    assertThat(TargetCost.worst(List.of())).isEqualTo(TargetCost.UNREACHED);
    assertThat(TargetCost.median(List.of())).isEqualTo(TargetCost.UNREACHED);
  }

  @Test
  void unreachedCostsCountAsLargest() {
    TargetCost small = new TargetCost(100, 200, 1);
    TargetCost large = new TargetCost(300, 600, 4);
    assertThat(TargetCost.worst(List.of(large, small))).isEqualTo(large);
    assertThat(TargetCost.worst(List.of(large, TargetCost.UNREACHED, small)))
        .isEqualTo(TargetCost.UNREACHED);
    assertThat(TargetCost.median(List.of(large, TargetCost.UNREACHED, small))).isEqualTo(large);
    assertThat(TargetCost.median(List.of(large, small))).isEqualTo(new TargetCost(200, 400, 2.5));
    assertThat(TargetCost.median(List.of(small, TargetCost.UNREACHED)))
        .isEqualTo(TargetCost.UNREACHED);
  }
}
