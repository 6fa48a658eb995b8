package org.revcor.server;

import java.time.Duration;
import java.util.Optional;
import org.revcor.worker.cluster.ClusterSettings;

/**
 * Settings of the workers.
 *
 * @param confined whether networks run in confined processes if the system offers it
 * @param hasLocal whether the server starts an inference process of its own
 * @param memoryBytes most memory of a process that runs networks
 * @param inspectionTime maximum time of the inspection of a network
 * @param cluster where workers of other machines join; empty if they cannot
 */
record WorkersSettings(
    boolean confined,
    boolean hasLocal,
    long memoryBytes,
    Duration inspectionTime,
    Optional<ClusterSettings> cluster) {}
