package org.revcor.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.revcor.benchmark.Results.Spread;

class SpreadTest {
  @Test
  void takesMedianAndQuartiles() {
    assertThat(Spread.of(DoubleStream.of(5, 1, 4, 2, 3))).isEqualTo(new Spread(3, 2, 4));
  }

  @Test
  void interpolatesQuartiles() {
    assertThat(Spread.of(DoubleStream.of(1, 2, 3, 4))).isEqualTo(new Spread(2.5, 1.75, 3.25));
  }

  @Test
  void oneRoundHasNoSpread() {
    assertThat(Spread.of(DoubleStream.of(7))).isEqualTo(new Spread(7, 7, 7));
    assertThat(Spread.of(DoubleStream.of(7)).deviation()).isZero();
  }
}
