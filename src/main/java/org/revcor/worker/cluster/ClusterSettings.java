package org.revcor.worker.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a process in a cluster.
 *
 * @param host address that other processes of the cluster reach this one at
 * @param port its port; 0 for any free port
 * @param certificates folder of {@code ca.crt}, {@code tls.crt} and {@code tls.key}; empty without
 *     encryption, on the loopback interface only
 */
public record ClusterSettings(String host, int port, Optional<Path> certificates) {
  /** Addresses that need no certificates. */
  public static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");

  public static final String SYSTEM = "revcor";

  static final String AUTHORITY = "ca.crt";
  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";

  private static final String COORDINATOR = "coordinator";
  private static final String ENGINE = "pekko.remote.artery.ssl.rotating-keys-engine.";

  public Config ofServer() {
    return forPekko(COORDINATOR);
  }

  /**
   * Returns the settings of Pekko for a worker. It reports no member as unreachable: the server
   * observes workers, and a worker leaves by itself when the server is silent. Where both sides
   * report each other, the resolver of partitions ends both.
   */
  Config ofWorker() {
    return ConfigFactory.parseMap(
            Map.of("pekko.cluster.failure-detector.acceptable-heartbeat-pause", "1d"))
        .withFallback(forPekko("worker"));
  }

  private Config forPekko(String role) {
    Map<String, Object> values = new HashMap<>();
    values.put("pekko.actor.provider", "cluster");
    values.put("pekko.remote.artery.canonical.hostname", host);
    values.put("pekko.remote.artery.canonical.port", port);
    values.put("pekko.cluster.roles", List.of(role));
    values.put("pekko.remote.artery.transport", certificates.isPresent() ? "tls-tcp" : "tcp");
    certificates.ifPresent(
        folder -> {
          values.put(
              "pekko.remote.artery.ssl.ssl-engine-provider",
              "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
          // not secret-mount-point: Pekko's defaults, which refer to it, are resolved already
          values.put(ENGINE + "ca-cert-file", file(folder, AUTHORITY));
          values.put(ENGINE + "cert-file", file(folder, CERTIFICATE));
          values.put(ENGINE + "key-file", file(folder, KEY));
        });
    return ConfigFactory.parseMap(values)
        .withFallback(ConfigFactory.parseResources("cluster.conf"));
  }

  private static String file(Path folder, String name) {
    return folder.resolve(name).toAbsolutePath().toString();
  }

  /** Returns what is missing in the folder of certificates; empty if nothing is. */
  public Optional<String> missingFile() {
    return certificates.flatMap(
        folder ->
            List.of(AUTHORITY, CERTIFICATE, KEY).stream()
                .filter(file -> !Files.isReadable(folder.resolve(file)))
                .findFirst());
  }
}
