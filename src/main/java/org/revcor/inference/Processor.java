package org.revcor.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The processor of this machine, as {@code /proc/cpuinfo} describes it. */
public final class Processor {
  private static final List<String> LEVELS = List.of("avx512f", "avx2", "avx", "sse4_2");
  private static final String ARCHITECTURE = System.getProperty("os.arch", "unknown");

  /**
   * Each flag between spaces; only spaces if unknown. Read once, since lanes use it at every block.
   */
  private static final String FLAGS = " " + SystemFile.PROCESSOR.entry("flags").orElse("") + " ";

  private Processor() {}

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

  static String instructions() {
    return LEVELS.stream()
        .filter(Processor::has)
        .findFirst()
        .map(level -> ARCHITECTURE + " " + level)
        .orElse(ARCHITECTURE);
  }

  private static boolean has(String flag) {
    return FLAGS.contains(" " + flag + " ");
  }

  /** A file in which Linux describes this machine or process, in lines of names and values. */
  public enum SystemFile {
    PROCESSOR("/proc/cpuinfo"),
    PROCESS("/proc/self/status");

    private static final long KIBIBYTE = 1024;

    private final Path path;

    SystemFile(String path) {
      this.path = Path.of(path);
    }

    /** Returns the first value of a name; empty on other systems, or if there is none. */
    public Optional<String> entry(String name) {
      try {
        return Files.readString(path, StandardCharsets.ISO_8859_1)
            .lines()
            .map(line -> line.split(":", 2))
            .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
            .map(parts -> parts[1].strip())
            .findFirst();
      } catch (IOException otherSystem) {
        return Optional.empty();
      }
    }

    /** Returns a value in bytes that the file has in KiB; 0 if there is none. */
    public long bytes(String name) {
      return entry(name)
          .map(value -> KIBIBYTE * Long.parseLong(value.replaceAll("\\D", "")))
          .orElse(0L);
    }
  }
}
