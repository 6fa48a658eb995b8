package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the HTTP server.
 *
 * @param names further valid values of {@code Host}, in lower case
 * @param tls files of the certificate; empty without TLS
 * @param behindProxy whether all requests come from a proxy that encrypts them
 * @param maxConnections maximum number of open connections, live feeds included
 * @param requestTimeout maximum time until a response starts
 * @param idleTimeout time after which a connection without traffic or a complete request is closed
 * @param maxNetworkBytes maximum size of a request that uploads a network
 */
public record HttpSettings(
    Set<String> names,
    Optional<Tls> tls,
    boolean behindProxy,
    int maxConnections,
    Duration requestTimeout,
    Duration idleTimeout,
    long maxNetworkBytes) {
  /** Maximum size of a request body that is no upload. */
  static final int MAX_BODY_BYTES = 1 << 20;

  /** Maximum time in which running studies write checkpoints at shutdown. */
  static final Duration SHUTDOWN_TIMEOUT = Duration.ofMinutes(1);

  /**
   * PEM files of the server's certificate, with those of its authorities, and of its key.
   *
   * @param certificate read again when it changes, as the key is
   */
  public record Tls(Path certificate, Path key) {}

  public HttpSettings {
    names = Set.copyOf(names);
  }

  /**
   * Returns the time after which a request gets a response that it took too long. It is shorter
   * than the idle timeout, after which Pekko closes a connection without a response.
   *
   * @param wanted time that the request may take
   */
  Duration responseTimeout(Duration wanted) {
    Duration max = idleTimeout.multipliedBy(9).dividedBy(10);
    return wanted.compareTo(max) < 0 ? wanted : max;
  }

  /** Returns the time that a request waits for the lanes; its response has the cause afterwards. */
  Duration startTimeout() {
    return requestTimeout.multipliedBy(3).dividedBy(4);
  }

  /** Returns the equivalent settings of Pekko. */
  Config forPekko() {
    return ConfigFactory.parseString(
        """
        pekko {
          http.server {
            remote-address-attribute = true
            max-connections = %d
            request-timeout = %dms
            idle-timeout = %dms
            parsing.max-content-length = %d
          }
          coordinated-shutdown.phases.before-service-unbind.timeout = %dms
        }
        """
            .formatted(
                maxConnections + Connections.REFUSED,
                responseTimeout(requestTimeout).toMillis(),
                idleTimeout.toMillis(),
                MAX_BODY_BYTES,
                SHUTDOWN_TIMEOUT.toMillis()));
  }
}
