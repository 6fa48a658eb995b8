package org.revcor.worker.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Who a worker is.
 *
 * @param name name that users see
 * @param address host and port; null in the server's process
 * @param version version of Revcor
 */
public record WorkerIdentity(String name, @Nullable String address, String version) {}
