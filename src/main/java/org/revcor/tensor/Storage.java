package org.revcor.tensor;

/** What values are rounded to in a file. */
public enum Storage {
  FLOAT32("F32", Float.BYTES),
  FLOAT16("F16", Short.BYTES);

  private final String dtype;
  private final int bytes;

  Storage(String dtype, int bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /** Its word in a file's header. */
  String dtype() {
    return dtype;
  }

  /** Bytes of a value. */
  int bytes() {
    return bytes;
  }
}
