package org.revcor.benchmark;

import org.revcor.inference.Platform;
import org.revcor.inference.SystemFile;

/**
 * The machine of a measurement.
 *
 * @param processor model of the processor; "" if unknown
 * @param processors logical processors that this process may use
 * @param java version of the Java virtual machine
 * @param platform device and engine of the lanes
 */
public record Machine(String processor, int processors, String java, Platform platform) {
  private static final double MEBIBYTE = 1 << 20;

  static Machine ofThisProcess(Platform platform) {
    return new Machine(
        SystemFile.PROCESSOR.entry("model name").orElse(""),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        platform);
  }

  /** Returns the peak resident memory of this process in MiB; 0 if unknown. */
  static double peakMebibytes() {
    return SystemFile.PROCESS.bytes("VmHWM") / MEBIBYTE;
  }
}
