package org.revcor.inference;

import java.util.List;
import org.revcor.inference.VisibleGpus.Gpu;
import org.revcor.observer.KernelChoice;

/**
 * The machine and the engine of a process.
 *
 * @param processor model of the processor
 * @param cores cores that this process may use
 * @param gpus descriptions of the GPUs that the engine detects
 * @param platform platform with instruction level and engine version
 */
public record Hardware(String processor, int cores, List<String> gpus, Platform platform) {
  public Hardware {
    gpus = List.copyOf(gpus);
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
}
