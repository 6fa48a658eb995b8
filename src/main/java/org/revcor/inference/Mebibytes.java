package org.revcor.inference;

public final class Mebibytes {
  private static final double ONE = 1 << 20;

  private Mebibytes() {}

  /** Returns a size such as {@code 1,024.5 MiB}. */
  public static String of(long bytes) {
    return "%,.1f MiB".formatted(bytes / ONE);
  }
}
