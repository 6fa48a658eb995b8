package org.revcor.observer.network;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Skips tests of half precision that this machine does not support. */
public final class HalfPrecision {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  private HalfPrecision() {}

  /** Skips a test if the processor has no bfloat16 arithmetic. */
  public static void assumeBfloat16() throws IOException {
    assumeTrue(hasBfloat16(), "no arithmetic in bfloat16 here");
  }

  /** Whether a processor computes in bfloat16. */
  public static boolean hasBfloat16() throws IOException {
    return has("avx512_bf16") || has("amx_bf16");
  }

  /** Skips a test if the processor has float16 arithmetic. */
  public static void assumeNoFloat16() throws IOException {
    assumeTrue(
        Files.exists(PROCESSOR) && !has("avx512_fp16") && !has("amx_fp16") && !has("asimdhp"),
        "the processor has float16 arithmetic");
  }

  private static boolean has(String flag) throws IOException {
    return Files.exists(PROCESSOR) && Files.readString(PROCESSOR).contains(" " + flag);
  }
}
