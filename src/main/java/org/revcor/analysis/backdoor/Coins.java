package org.revcor.analysis.backdoor;

import java.util.BitSet;
import java.util.stream.IntStream;

/** A coin for each pixel of each of many stimuli, of which all together may be more than 2^31. */
final class Coins {
  private static final int STIMULI = 1 << 10;

  private final int pixels;
  private final BitSet[] parts;

  /**
   * All of them showing false.
   *
   * @param pixels of a stimulus, at most 2^20
   */
  Coins(int stimuli, int pixels) {
    this.pixels = pixels;
    parts =
        IntStream.range(0, Math.ceilDiv(stimuli, STIMULI))
            .mapToObj(part -> new BitSet())
            .toArray(BitSet[]::new);
  }

  void set(int stimulus, int pixel, boolean heads) {
    parts[stimulus / STIMULI].set(place(stimulus, pixel), heads);
  }

  boolean get(int stimulus, int pixel) {
    return parts[stimulus / STIMULI].get(place(stimulus, pixel));
  }

  private int place(int stimulus, int pixel) {
    return stimulus % STIMULI * pixels + pixel;
  }
}
