package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How HTTP is run.
 *
 * @param names further values of {@code Host} that requests may have, in lower case
 * @param mostConnections open at the same time, live feeds included
 * @param requestTimeout how long an answer may take to begin
 * @param idleTimeout after which a connection without traffic is closed
 * @param largestBody most bytes of a request's body, unless it brings a network or a study
 * @param largestNetwork most bytes of a request that brings a network
 * @param largestStudy most bytes of an archive that brings a study, and of what is in it
 * @param shutdownDeadline time that running studies have to write their results when the server
 *     ends
 */
public record HttpSettings(
    Set<String> names,
    int mostConnections,
    Duration requestTimeout,
    Duration idleTimeout,
    long largestBody,
    long largestNetwork,
    long largestStudy,
    Duration shutdownDeadline) {

  public HttpSettings {
    names = Set.copyOf(names);
  }

  /** The same as settings of Pekko. */
  Config forPekko() {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.http.server.max-connections", mostConnections,
            "pekko.http.server.request-timeout", millis(requestTimeout),
            "pekko.http.server.idle-timeout", millis(idleTimeout),
            "pekko.http.server.parsing.max-content-length", largestBody,
            "pekko.coordinated-shutdown.phases.before-service-unbind.timeout",
                millis(shutdownDeadline)),
        "settings of HTTP");
  }

  private static String millis(Duration time) {
    return time.toMillis() + "ms";
  }
}
