package org.revcor.worker.cluster;

/**
 * Who a worker is.
 *
 * @param name name that users see
 * @param address host and port; "" in the server's process
 * @param version version of Revcor
 */
public record WorkerName(String name, String address, String version) {}
