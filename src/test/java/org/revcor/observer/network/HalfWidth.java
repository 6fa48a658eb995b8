package org.revcor.observer.network;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tests of half width need of the machine. */
public final class HalfWidth {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  private HalfWidth() {}

  /** Skips a test where no processor computes in bfloat16. */
  public static void assumeBfloat16() throws IOException {
    assumeTrue(has("avx512_bf16") || has("amx_bf16"), "no arithmetic in bfloat16 here");
  }

  /** Skips a test where the processor computes in float16. */
  public static void assumeNoFloat16() throws IOException {
    assumeTrue(
        Files.exists(PROCESSOR) && !has("avx512_fp16") && !has("amx_fp16") && !has("asimdhp"),
        "arithmetic in float16 here");
  }

  private static boolean has(String flag) throws IOException {
    return Files.exists(PROCESSOR) && Files.readString(PROCESSOR).contains(" " + flag);
  }
}
