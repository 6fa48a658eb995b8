package org.revcor.server;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.KernelChoice;
import org.revcor.server.Settings.LiveSettings;
import org.revcor.server.Settings.WorkersSettings;
import org.revcor.study.run.StudyRun.RunSettings;
import org.revcor.worker.cluster.ClusterSettings;

/** The keys of all settings, with their defaults and ranges. */
final class SettingsKeys {
  static final String CERTIFICATES = "cluster.certificates";
  static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");
  static final List<String> ALL_INTERFACES = List.of("0.0.0.0", "::");

  private static final String TLS_CERTIFICATE = "http.tls.certificate";
  private static final String TLS_KEY = "http.tls.key";
  private static final String AUTO = "auto";

  /** Java and the engine need about 1 GiB. */
  private static final long MIN_WORKER_BYTES = 2L << 30;

  /** A host name or address with optional port, as in the header {@code Host}. */
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");

  private SettingsKeys() {}

  /** Returns the paths of all settings. */
  static Set<String> all() {
    SettingsReader reader = new SettingsReader(ConfigFactory.empty(), Map.of());
    read(reader);
    return reader.keys();
  }

  /** Reads the settings; the reader collects the problems. */
  static Settings read(SettingsReader reader) {
    HttpSettings http = http(reader);
    String host = host(reader, http);
    int port = reader.whole("port", 8080, 0, 65_535);
    Path dataDir = reader.path("data-dir", Path.of(System.getProperty("user.home"), ".revcor"));
    return new Settings(
        host,
        port,
        new Settings.Folders(
            dataDir,
            reader.path("datasets", dataDir.resolve("datasets")),
            reader.path("observers", dataDir.resolve("observers"))),
        lanes(reader),
        new Settings.Runs(
            reader.duration("checkpoint-interval", 30_000, 100),
            reader.whole("studies.most-running", 8, 1, 1_000),
            reader.sizeOrNone("studies.disk-quota", 1L << 20, 1L << 50),
            reader.duration("studies.lease", RunSettings.DEFAULT_LEASE.toMillis(), 100)),
        workers(reader),
        new LiveSettings(
            reader.duration("live.frame-interval", 200, 10),
            reader.duration("live.idle-timeout", 30_000, 100)),
        http);
  }

  /** Returns three quarters of the memory of this machine or container. */
  private static long threeQuartersOfMemory() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.max(MIN_WORKER_BYTES, memory / 4 * 3);
  }

  private static String host(SettingsReader reader, HttpSettings http) {
    boolean isProtected = http.tls().isPresent() || http.behindProxy();
    return reader.text(
        "host",
        "127.0.0.1",
        isProtected
            ? "a name or address of this machine, 0.0.0.0 or ::"
            : "127.0.0.1, localhost or ::1, since requests are not encrypted; any other address"
                + " needs http.tls.certificate and http.tls.key, or http.behind-proxy",
        given -> LOOPBACK.contains(given) || (isProtected && HOST.matcher(given).matches()));
  }

  /** Returns whether requests may come from other machines. */
  static boolean isRemote(String host, HttpSettings http) {
    return http.behindProxy() || !LOOPBACK.contains(host);
  }

  private static Optional<HttpSettings.Tls> tls(SettingsReader reader) {
    Optional<Path> certificate = reader.pathOrNone(TLS_CERTIFICATE);
    Optional<Path> key = reader.pathOrNone(TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      reader.refuse(
          certificate.isPresent() ? TLS_CERTIFICATE : TLS_KEY,
          "set together with " + (certificate.isPresent() ? TLS_KEY : TLS_CERTIFICATE));
    }
    return certificate.flatMap(file -> key.map(other -> new HttpSettings.Tls(file, other)));
  }

  private static Set<String> authorities(
      SettingsReader reader, String key, String defaultValue, String expected) {
    String names =
        reader.text(
            key,
            defaultValue,
            expected,
            given ->
                separated(given)
                    .allMatch(name -> AUTHORITY.matcher(name.toLowerCase(Locale.ROOT)).matches()));
    return separated(names)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> separated(String names) {
    return names.isBlank() ? Stream.of() : Stream.of(names.split(",", -1)).map(String::strip);
  }

  private static LaneSettings lanes(SettingsReader reader) {
    LaneSettings defaults = LaneSettings.defaults();
    return new LaneSettings(
        reader.wholeOrAuto("lanes.cpu-lanes", defaults.cpuLanes(), 1, 1_024),
        reader.duration("lanes.block-deadline", defaults.blockDeadline().toMillis(), 100),
        reader.whole("lanes.attempts", defaults.attempts(), 1, 100),
        reader.size("lanes.observer-memory", defaults.observerBytes(), 1L << 20, 1L << 40),
        kernels(reader, defaults.kernels()));
  }

  private static KernelChoice kernels(SettingsReader reader, KernelChoice standard) {
    List<String> words = Arrays.stream(KernelChoice.values()).map(KernelChoice::word).toList();
    return KernelChoice.valueOf(
        reader
            .oneOf("kernels", standard.word(), words, "auto, vector or libtorch")
            .toUpperCase(Locale.ROOT));
  }

  private static WorkersSettings workers(SettingsReader reader) {
    boolean confined =
        reader
            .oneOf("workers.confinement", "auto", List.of("auto", "none"), "auto or none")
            .equals(AUTO);
    OptionalInt port = reader.wholeOrNone("cluster.port", 1, 65_535);
    boolean hasLocal =
        reader
            .oneOf(
                "workers.local",
                "1",
                port.isEmpty() ? List.of("1") : List.of("0", "1"),
                "1, or 0 with cluster.port, at which workers join")
            .equals("1");
    Optional<Path> certificates = reader.pathOrNone(CERTIFICATES);
    String host =
        reader.text(
            "cluster.host",
            "127.0.0.1",
            "127.0.0.1, or with cluster.certificates an address that workers reach",
            given -> certificates.isPresent() || ClusterSettings.LOOPBACK.contains(given));
    return new WorkersSettings(
        confined,
        hasLocal,
        reader.sizeOrAuto("workers.memory", threeQuartersOfMemory(), MIN_WORKER_BYTES, 1L << 40),
        reader.duration("workers.inspection-time", 60_000, 1_000),
        port.isEmpty()
            ? Optional.empty()
            : Optional.of(new ClusterSettings(host, port.getAsInt(), certificates)));
  }

  private static HttpSettings http(SettingsReader reader) {
    return new HttpSettings(
        authorities(
            reader,
            "http.names",
            "",
            "names with their ports, such as \"revcor:8080, localhost:9000\""),
        tls(reader),
        reader
            .oneOf("http.behind-proxy", "false", List.of("true", "false"), "true or false")
            .equals("true"),
        reader.whole("http.most-connections", 256, 1, 100_000),
        reader.duration("http.request-timeout", 20_000, 100),
        reader.duration("http.idle-timeout", 75_000, 100),
        reader.size("http.largest-body", 1L << 20, 1L << 10, 1L << 30),
        reader.size("http.largest-network", 128L << 20, 1L << 10, 1L << 32),
        reader.duration("http.shutdown-deadline", 60_000, 1_000));
  }
}
