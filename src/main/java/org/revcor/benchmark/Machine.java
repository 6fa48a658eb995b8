package org.revcor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.revcor.inference.Platform;

/**
 * The machine of a measurement.
 *
 * @param processor model of the processor; "" if unknown
 * @param processors logical processors that this process may use
 * @param java version of the Java virtual machine
 * @param platform device and engine of the lanes
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

  /** Returns the peak resident memory of this process in MiB; 0 if unknown. */
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
