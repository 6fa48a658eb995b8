package org.revcor.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.study.results.Convergence;

final class EffortTest {
  private static final Convergence CONVERGENCE =
      new Convergence(
          new long[] {100, 200, 300, 400},
          new double[] {0.5, 1, 1.5, 2},
          new double[][] {{0.1, 0.6}, {0.5, 0.7}, {0.6, 0.9}, {0.7, 0.9}},
          Optional.of(new double[][] {{0, 0.2}, {0, 0.9}, {0, 0.95}, {1, 1}}));

  @Test
  void effortIsTakenFromTheFirstLookAtTheTarget() {
    assertThat(to(0.5, CONVERGENCE.channel(0), 2.5)).isEqualTo(new Effort(200, 500, 1));
    assertThat(to(0.9, CONVERGENCE.channel(1), 1)).isEqualTo(new Effort(300, 300, 1.5));
    assertThat(to(0.9, CONVERGENCE.channel(0), 1)).isEqualTo(Effort.UNREACHED);
    assertThat(Effort.UNREACHED.reached()).isFalse();
    assertThat(to(0.9, CONVERGENCE.reference(1).orElseThrow(), 1))
        .isEqualTo(new Effort(200, 200, 1));
  }

  private static Effort to(double target, double[] curve, double forwards) {
    return Effort.to(target, curve, CONVERGENCE, forwards);
  }

  @Test
  void effortsOfNoChannelsAreUnreached() {
    assertThat(Effort.worst(List.of())).isEqualTo(Effort.UNREACHED);
    assertThat(Effort.median(List.of())).isEqualTo(Effort.UNREACHED);
  }

  @Test
  void unreachedEffortsCountAsLargest() {
    Effort small = new Effort(100, 200, 1);
    Effort large = new Effort(300, 600, 4);
    assertThat(Effort.worst(List.of(large, small))).isEqualTo(large);
    assertThat(Effort.worst(List.of(large, Effort.UNREACHED, small))).isEqualTo(Effort.UNREACHED);
    assertThat(Effort.median(List.of(large, Effort.UNREACHED, small))).isEqualTo(large);
    assertThat(Effort.median(List.of(large, small))).isEqualTo(new Effort(200, 400, 2.5));
    assertThat(Effort.median(List.of(small, Effort.UNREACHED))).isEqualTo(Effort.UNREACHED);
  }
}
