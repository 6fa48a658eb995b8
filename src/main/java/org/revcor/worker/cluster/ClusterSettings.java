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
 * @param certificates folder of {@code ca.crt}, {@code tls.crt} and {@code tls.key}, see {@link
 *     Certificates}; empty without encryption, on the loopback interface only
 */
public record ClusterSettings(String host, int port, Optional<Path> certificates) {
  /** Addresses that need no certificates. */
  public static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");

  /** Name of the actor systems of a cluster. */
  public static final String SYSTEM = "revcor";

  private static final Map<String, String> PEM_FILES =
      Map.of("ca-cert-file", "ca.crt", "cert-file", "tls.crt", "key-file", "tls.key");
  private static final String COORDINATOR = "coordinator";

  /** Returns the settings of Pekko for a server. */
  public Config ofServer() {
    return forPekko(COORDINATOR);
  }

  /** Returns the settings of Pekko for a worker. */
  Config ofWorker() {
    return forPekko("worker");
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
          PEM_FILES.forEach(
              (key, file) ->
                  values.put(
                      "pekko.remote.artery.ssl.rotating-keys-engine." + key,
                      folder.resolve(file).toAbsolutePath().toString()));
        });
    return ConfigFactory.parseMap(values)
        .withFallback(ConfigFactory.parseResources("cluster.conf"));
  }

  /** Returns what is missing in the folder of certificates; empty if nothing is. */
  public Optional<String> missingFile() {
    return certificates.flatMap(
        folder ->
            PEM_FILES.values().stream()
                .sorted()
                .filter(file -> !Files.isReadable(folder.resolve(file)))
                .findFirst());
  }
}
