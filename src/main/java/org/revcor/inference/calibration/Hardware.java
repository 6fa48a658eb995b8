package org.revcor.inference.calibration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.revcor.inference.Platform;
import org.revcor.inference.Processor;
import org.revcor.inference.VisibleGpus;
import org.revcor.inference.VisibleGpus.Gpu;
import org.revcor.observer.KernelChoice;

/**
 * The machine and the engine that a calibration is valid for.
 *
 * @param processor model of the processor
 * @param cores cores that this process may use
 * @param gpus descriptions of the GPUs that the engine detects
 * @param platform platform with instruction level and engine version
 */
public record Hardware(String processor, int cores, List<String> gpus, Platform platform) {
  private static final String KERNELS = "choice of kernels";

  public Hardware {
    gpus = List.copyOf(gpus);
  }

  /** Returns the hardware that this process runs on, whose networks the engine computes. */
  public static Hardware ofThisMachine() {
    return ofThisMachine(KernelChoice.LIBTORCH);
  }

  /**
   * Returns the hardware that this process runs on.
   *
   * @param kernels what computes networks on a CPU
   */
  public static Hardware ofThisMachine(KernelChoice kernels) {
    return new Hardware(
        Processor.model(),
        Runtime.getRuntime().availableProcessors(),
        VisibleGpus.all().stream().map(Gpu::inWords).toList(),
        Platform.ofThisMachine(kernels));
  }

  /** Returns the processor of this machine, without GPUs and without starting the engine. */
  public static Hardware ofThisProcessor() {
    return new Hardware(
        Processor.model(),
        Runtime.getRuntime().availableProcessors(),
        List.of(),
        Platform.ofThisProcessor());
  }

  /**
   * Returns the first difference from the hardware of a calibration.
   *
   * @param ignoresKernels whether vector kernels do not count
   * @return such as {@code its number of cores was 16 and is 2 now}; empty if both are equal
   */
  Optional<String> differenceFrom(Hardware earlier, boolean ignoresKernels) {
    Map<String, String> then = earlier.parts();
    return parts().entrySet().stream()
        .filter(part -> !ignoresKernels || !part.getKey().equals(KERNELS))
        .filter(part -> !part.getValue().equals(then.get(part.getKey())))
        .findFirst()
        .map(
            part ->
                "its %s was %s and is %s now"
                    .formatted(part.getKey(), then.get(part.getKey()), part.getValue()));
  }

  private Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("processor", processor);
    parts.put("number of cores", String.valueOf(cores));
    parts.put("list of GPUs", gpus.isEmpty() ? "empty" : String.join("; ", gpus));
    parts.put("device", platform.device());
    parts.put("instruction level", platform.instructions());
    parts.put("engine", platform.engine());
    parts.put(KERNELS, platform.hasVectorKernels() ? platform.kernels() : "libtorch");
    return parts;
  }
}
