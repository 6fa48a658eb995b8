package org.revcor.observer;

import org.revcor.schema.Spelling;

/** What computes networks with a known architecture on a CPU: the setting {@code kernels}. */
public enum KernelChoice {
  /** Vector kernels in Java if this machine supports them, else the engine. */
  AUTO,
  VECTOR,
  LIBTORCH;

  public String word() {
    return Spelling.word(this);
  }
}
