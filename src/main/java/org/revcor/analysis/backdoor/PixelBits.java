package org.revcor.analysis.backdoor;

import java.util.BitSet;
import java.util.stream.IntStream;

/** One random bit per pixel of each stimulus; the total may exceed 2^31. */
final class PixelBits {
  private static final int STIMULI = 1 << 10;

  private final int pixels;
  private final BitSet[] parts;

  /**
   * Creates bits that are all false.
   *
   * @param pixels pixels per stimulus, at most 2^20
   */
  PixelBits(int stimuli, int pixels) {
    this.pixels = pixels;
    parts =
        IntStream.range(0, Math.ceilDiv(stimuli, STIMULI))
            .mapToObj(part -> new BitSet())
            .toArray(BitSet[]::new);
  }

  void set(int stimulus, int pixel, boolean value) {
    parts[stimulus / STIMULI].set(index(stimulus, pixel), value);
  }

  boolean get(int stimulus, int pixel) {
    return parts[stimulus / STIMULI].get(index(stimulus, pixel));
  }

  private int index(int stimulus, int pixel) {
    return stimulus % STIMULI * pixels + pixel;
  }
}
