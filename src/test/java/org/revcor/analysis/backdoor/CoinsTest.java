package org.revcor.analysis.backdoor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CoinsTest {
  /** As many stimuli and as large a square as may be asked for: 4.1e10 coins. */
  @Test
  void coinsBeyondTheRangeOfIntegersAreKeptApart() {
    Coins coins = new Coins(10_000_000, 64 * 64);
    coins.set(9_999_999, 4_095, true);
    coins.set(1_048_576, 1, true);

    assertThat(coins.get(9_999_999, 4_095)).isTrue();
    assertThat(coins.get(9_999_999, 4_094)).isFalse();
    assertThat(coins.get(1_048_576, 1)).isTrue();
    assertThat(coins.get(1_048_576, 0)).isFalse();
    // the number of a coin of all, cut to 32 bits, is that of this one
    assertThat(coins.get(0, 1)).isFalse();
  }
}
