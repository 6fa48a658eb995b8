package org.revcor.lane;

import java.util.Locale;

/**
 * A GPU as the engine sees it.
 *
 * @param name as its maker calls it
 * @param memoryBytes of the whole device
 * @param capability CUDA compute capability, {@code 9.0}
 */
public record Gpu(String name, long memoryBytes, String capability) {
  /** Whether it gives the same bytes as another: one of the same type. */
  boolean isLike(Gpu other) {
    return name.equals(other.name) && capability.equals(other.capability);
  }

  /** For people and files. */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%s, compute capability %s, %,d MiB",
        name,
        capability,
        memoryBytes / (1 << 20));
  }
}
