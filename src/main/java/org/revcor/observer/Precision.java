package org.revcor.observer;

import org.revcor.schema.Spelling;

/** The number format of an observer's weights and of the values between its layers. */
public enum Precision {
  /** 24 significant bits. */
  FLOAT32,
  /** 8 significant bits, the range of {@link #FLOAT32}. */
  BFLOAT16,
  /** 11 significant bits, up to 65,504. */
  FLOAT16;

  /** Returns its word in study files: {@code float32}, {@code bfloat16} or {@code float16}. */
  public String word() {
    return Spelling.word(this);
  }

  /** Returns whether it is a format of 16 bits. */
  public boolean isHalf() {
    return this != FLOAT32;
  }
}
