package org.revcor.inference;

import java.util.List;
import org.revcor.inference.VisibleGpus.Gpu;
import org.revcor.observer.KernelChoice;

/**
 * The machine and the engine of a process.
 *
 * @param cores cores that this process may use
 */
public record Hardware(String processor, int cores, List<String> gpus, Platform platform) {
  public Hardware {
    gpus = List.copyOf(gpus);
  }

  public static Hardware ofThisMachine(KernelChoice kernels) {
    return new Hardware(
        Processor.model(),
        Runtime.getRuntime().availableProcessors(),
        VisibleGpus.all().stream().map(Gpu::inWords).toList(),
        Platform.ofThisMachine(kernels));
  }
}
