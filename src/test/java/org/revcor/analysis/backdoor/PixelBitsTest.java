package org.revcor.analysis.backdoor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PixelBitsTest {
  /** The maximum number of stimuli and square size: 4.1e10 bits. */
  @Test
  void bitsBeyondTheRangeOfIntegersAreDistinct() {
    PixelBits bits = new PixelBits(10_000_000, 64 * 64);
    bits.set(9_999_999, 4_095, true);
    bits.set(1_048_576, 1, true);
    assertThat(bits.get(9_999_999, 4_095)).isTrue();
    assertThat(bits.get(9_999_999, 4_094)).isFalse();
    assertThat(bits.get(1_048_576, 1)).isTrue();
    assertThat(bits.get(1_048_576, 0)).isFalse();
    // its index is the overall index of a bit above, truncated to 32 bits
    assertThat(bits.get(0, 1)).isFalse();
  }
}
