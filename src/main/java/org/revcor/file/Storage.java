package org.revcor.file;

/** The type that values are rounded to in a file. */
public enum Storage {
  FLOAT32("F32", Float.BYTES),
  FLOAT16("F16", Short.BYTES);

  private final String dtype;
  private final int bytes;

  Storage(String dtype, int bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /** Returns the name in a file's header. */
  String dtype() {
    return dtype;
  }

  /** Returns the number of bytes per value. */
  int bytes() {
    return bytes;
  }
}
