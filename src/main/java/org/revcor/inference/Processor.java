package org.revcor.inference;

import java.util.List;

/** The processor of this machine, as {@code /proc/cpuinfo} describes it. */
public final class Processor {
  private static final List<String> LEVELS = List.of("avx512f", "avx2", "avx", "sse4_2");
  private static final String ARCHITECTURE = System.getProperty("os.arch", "unknown");

  /**
   * Each flag between spaces; only spaces if unknown. Read once, since lanes use it at every block.
   */
  private static final String FLAGS = " " + SystemFile.PROCESSOR.entry("flags").orElse("") + " ";

  private Processor() {}

  /** Returns the model, with its family and model number if known. */
  public static String model() {
    String name = SystemFile.PROCESSOR.entry("model name").orElse(ARCHITECTURE);
    return SystemFile.PROCESSOR
        .entry("cpu family")
        .flatMap(
            family ->
                SystemFile.PROCESSOR
                    .entry("model")
                    .map(model -> " (family %s, model %s)".formatted(family, model)))
        .map(numbers -> name + numbers)
        .orElse(name);
  }

  /** Returns the architecture and the widest vector instructions. */
  static String instructions() {
    return LEVELS.stream()
        .filter(Processor::has)
        .findFirst()
        .map(level -> ARCHITECTURE + " " + level)
        .orElse(ARCHITECTURE);
  }

  /** Returns whether the processor has a flag. */
  static boolean has(String flag) {
    return FLAGS.contains(" " + flag + " ");
  }
}
