package org.revcor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.revcor.lane.Platform;

/**
 * Where it was measured.
 *
 * @param processor the processor's name as the system tells it; "" if it does not
 * @param processors logical processors that this process may use
 * @param java version of the Java virtual machine
 * @param platform what lanes compute on
 */
public record Machine(String processor, int processors, String java, Platform platform) {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final double KIBIBYTES = 1024;

  static Machine ofThisProcess(Platform platform) {
    return new Machine(
        value(PROCESSOR, "model name"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        platform);
  }

  /** Most memory that this process has had in use, in MiB; 0 if the system does not tell. */
  static double peakMebibytes() {
    String peak = value(PROCESS, "VmHWM").replaceAll("[^0-9]", "");
    return peak.isEmpty() ? 0 : Long.parseLong(peak) / KIBIBYTES;
  }

  private static String value(Path file, String key) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException notLinux) {
      return "";
    }
  }
}
