package org.revcor.lane;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What lanes compute on: lanes of equal platform give equal bytes.
 *
 * @param device {@code cpu} or {@code gpu}
 * @param instructions widest vector instructions of the processor, which the engine chooses its
 *     kernels by
 * @param engine engine and version
 */
public record Platform(String device, String instructions, String engine) {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final List<String> LEVELS = List.of("avx512f", "avx2", "avx", "sse4_2");

  /** The platform of this process: its GPUs where the engine sees any, else its processor. */
  public static Platform ofThisMachine() {
    Engine engine = Engine.getInstance();
    String device = engine.getGpuCount() > 0 ? "gpu" : "cpu";
    return new Platform(
        device,
        instructionsOfThisMachine(),
        engine.getEngineName().toLowerCase(Locale.ROOT) + " " + engine.getVersion());
  }

  /**
   * Number of lanes: one a GPU, or {@code cpuLanes} of the processor.
   *
   * @param cpuLanes lanes on a machine without GPUs
   */
  public int lanes(int cpuLanes) {
    return devices(cpuLanes).size();
  }

  /** Devices that each get one lane: every GPU, or as many of the processor as {@code cpuLanes}. */
  List<Device> devices(int cpuLanes) {
    Engine engine = Engine.getInstance();
    return device.equals("gpu")
        ? List.of(engine.getDevices())
        : java.util.Collections.nCopies(cpuLanes, Device.cpu());
  }

  private static String instructionsOfThisMachine() {
    String architecture = System.getProperty("os.arch", "unknown");
    try {
      String flags =
          Files.readString(PROCESSOR, StandardCharsets.US_ASCII)
              .lines()
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .orElse("");
      return LEVELS.stream()
          .filter(level -> flags.contains(" " + level + " "))
          .findFirst()
          .map(level -> architecture + " " + level)
          .orElse(architecture);
    } catch (IOException e) {
      return architecture;
    }
  }
}
