package org.revcor.worker.cluster;

import org.revcor.worker.cluster.FileServer.FileReply;

/**
 * A message between a server and a worker on another machine: plain values and addresses of actors.
 * {@link ClusterSerializer} writes it.
 */
sealed interface ClusterMessage permits ToPool, ToWorker, FileServer.Command, FileReply {}
