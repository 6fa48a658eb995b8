package org.revcor.worker.cluster;

import java.util.List;
import org.revcor.inference.Platform;

/**
 * Who a worker is.
 *
 * @param name name that users see
 * @param address host and port; "" in the server's process
 * @param version version of Revcor
 */
public record WorkerName(String name, String address, String version) {
  /** Returns the card of a worker with lanes. */
  WorkerCard card(List<Platform> platforms, int lanes) {
    return new WorkerCard(name, address, version, platforms, lanes);
  }
}
