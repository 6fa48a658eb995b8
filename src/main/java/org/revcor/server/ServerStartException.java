package org.revcor.server;

import java.net.BindException;
import org.revcor.RevcorException;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.cluster.ClusterSettings;

/** The server cannot start; the message states the obstacle. */
public final class ServerStartException extends RevcorException {
  private static final long serialVersionUID = 1L;

  ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }

  ServerStartException(String message) {
    super(message);
  }

  /** Returns why a server cannot listen for workers. */
  static ServerStartException ofCluster(ClusterSettings cluster, Throwable failure) {
    return new ServerStartException(
        "workers cannot join at %s port %d (%s); stop what uses the port, or choose another cluster.port or cluster.host"
            .formatted(cluster.host(), cluster.port(), failure.getMessage()),
        failure);
  }

  /** Returns why a server cannot listen on a port. */
  static ServerStartException ofBinding(String host, int port, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
        return new ServerStartException(
            "port %d is in use; stop the other server, or choose another port with --port (0 selects a free port)"
                .formatted(port),
            failure);
      }
    }
    return new ServerStartException(
        "the server cannot listen on %s port %d: %s"
            .formatted(host, port, StageFailure.of(failure).getMessage()),
        failure);
  }
}
