package org.revcor.worker.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.Hardware;
import org.revcor.inference.Platform;
import org.revcor.worker.InferenceProcess.ProcessLanes;

/**
 * A worker as it describes itself.
 *
 * @param name name that users see; that of its machine, unless set
 * @param address host and port; null in the server's process
 * @param platforms platforms of plans whose bytes it computes
 */
public record WorkerCard(
    String name,
    @Nullable String address,
    String version,
    Hardware hardware,
    List<Platform> platforms,
    int lanes) {
  static WorkerCard of(WorkerIdentity worker, ProcessLanes lanes) {
    Platform platform = lanes.hardware().platform();
    return new WorkerCard(
        worker.name(),
        worker.address(),
        worker.version(),
        lanes.hardware(),
        platform.ofPlans(),
        lanes.count());
  }

  Platform platform() {
    return hardware.platform();
  }

  /**
   * Who a worker is.
   *
   * @param address host and port; null in the server's process
   */
  public record WorkerIdentity(String name, @Nullable String address, String version) {}
}
