package org.revcor.observer;

import org.revcor.schema.Spelling;

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
    return Spelling.word(this);
  }
}
