package org.revcor.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of this process. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ENTRY = "VmRSS:";
  private static final long KIBIBYTE = 1024;

  private ResidentMemory() {}

  /** Returns the resident bytes of this process; 0 if the system does not report them. */
  static long bytes() {
    try {
      return Files.readString(STATUS, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith(ENTRY))
          .mapToLong(line -> KIBIBYTE * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException otherSystem) {
      return 0;
    }
  }
}
