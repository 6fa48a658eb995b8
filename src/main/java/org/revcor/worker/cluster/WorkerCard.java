package org.revcor.worker.cluster;

import java.util.List;
import org.revcor.inference.Platform;

/**
 * A worker as it describes itself.
 *
 * @param name name that users see; that of its machine, unless set
 * @param address host and port; "" in the server's process
 * @param version version of Revcor
 * @param platforms platforms whose bytes it computes: one for each precision
 * @param lanes number of lanes
 */
public record WorkerCard(
    String name, String address, String version, List<Platform> platforms, int lanes) {}
