package org.revcor.observer;

import java.util.Locale;

/** What computes networks with a known architecture on a CPU: the setting {@code kernels}. */
public enum KernelChoice {
  /** Vector kernels in Java if this machine supports them, else the engine. */
  AUTO,
  /** Vector kernels in Java. */
  VECTOR,
  /** The engine. */
  LIBTORCH;

  /** Returns the value of the setting. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
