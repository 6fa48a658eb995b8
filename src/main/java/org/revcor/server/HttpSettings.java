package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Settings of the HTTP server.
 *
 * @param names further valid values of {@code Host}, in lower case
 * @param maxConnections maximum number of open connections, live feeds included
 * @param requestTimeout maximum time until a response starts
 * @param idleTimeout time after which a connection without traffic or a complete request is closed
 * @param maxBodyBytes maximum size of a request body, except uploads of networks and studies
 * @param maxNetworkBytes maximum size of a request that uploads a network
 * @param maxStudyBytes maximum size of a study archive, packed and unpacked
 * @param shutdownTimeout maximum time in which running studies write checkpoints at shutdown
 */
public record HttpSettings(
    Set<String> names,
    int maxConnections,
    Duration requestTimeout,
    Duration idleTimeout,
    long maxBodyBytes,
    long maxNetworkBytes,
    long maxStudyBytes,
    Duration shutdownTimeout) {

  public HttpSettings {
    names = Set.copyOf(names);
  }

  /** Returns the time that a request waits for the lanes; its response has the cause afterwards. */
  Duration startTimeout() {
    return requestTimeout.multipliedBy(3).dividedBy(4);
  }

  /** Returns the equivalent settings of Pekko. */
  Config forPekko() {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.http.server.max-connections", maxConnections + Connections.REFUSED,
            "pekko.http.server.request-timeout", millis(requestTimeout),
            "pekko.http.server.idle-timeout", millis(idleTimeout),
            "pekko.http.server.parsing.max-content-length", maxBodyBytes,
            "pekko.coordinated-shutdown.phases.before-service-unbind.timeout",
                millis(shutdownTimeout)),
        "settings of HTTP");
  }

  private static String millis(Duration time) {
    return time.toMillis() + "ms";
  }
}
