package org.revcor.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.KernelChoice;
import org.revcor.schema.Description;
import org.revcor.schema.Type;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.server.Settings.LiveSettings;
import org.revcor.server.Settings.WorkersSettings;
import org.revcor.study.run.StudyRun.RunSettings;
import org.revcor.worker.cluster.ClusterSettings;

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

  static SequencedMap<String, Description.Value> all() {
    SettingsReader reader = SettingsReader.ofDefaults();
    read(reader);
    return reader.keys();
  }

  static Settings read(SettingsReader reader) {
    HttpSettings http = http(reader);
    String host = host(reader, http);
    long port =
        reader.read(
            "port", Type.whole(0, 65_535), 8080L, "port to listen on; 0 selects any free port");
    Path dataDir =
        reader
            .readOptional(
                "data-dir",
                SettingsReader.PATH,
                "`~/.revcor`",
                "folder of all state: studies and results, analyses, your networks and bases, tokens")
            .orElse(Path.of(System.getProperty("user.home"), ".revcor"));
    return new Settings(
        host,
        (int) port,
        new Settings.Folders(
            dataDir,
            folder(reader, dataDir, "datasets", "folder of the [data sets](data.md#folders)"),
            folder(
                reader,
                dataDir,
                "observers",
                "folder of your [networks](observers.md) and their cards")),
        lanes(reader),
        runs(reader),
        workers(reader),
        new LiveSettings(Duration.ofMillis(200), Duration.ofSeconds(30)),
        http);
  }

  private static Path folder(SettingsReader reader, Path dataDir, String name, String help) {
    return reader
        .readOptional(name, SettingsReader.PATH, "`%s` in the data folder".formatted(name), help)
        .orElse(dataDir.resolve(name));
  }

  private static Settings.Runs runs(SettingsReader reader) {
    Duration checkpointInterval =
        reader.read(
            "checkpoint-interval",
            SettingsReader.duration(Duration.ofMillis(100)),
            Duration.ofSeconds(30),
            "time between two checkpoints of a study; a crash loses at most the work since the last one");
    long maxRunning =
        reader.read(
            "studies.most-running",
            Type.whole(1, 1_000),
            8L,
            "maximum number of running studies; further ones wait in the [queue](http-api.md#queue)");
    return new Settings.Runs(checkpointInterval, (int) maxRunning, RunSettings.DEFAULT_LEASE);
  }

  /** Returns three quarters of the memory of this machine or container. */
  private static long threeQuartersOfMemory() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.max(MIN_WORKER_BYTES, memory / 4 * 3);
  }

  private static String host(SettingsReader reader, HttpSettings http) {
    boolean isProtected = http.tls().isPresent() || http.behindProxy();
    return reader.read(
        "host",
        SettingsReader.text(
            isProtected
                ? "a name or address of this machine, 0.0.0.0 or ::"
                : "127.0.0.1, localhost or ::1; others need encryption: http.tls.certificate and"
                    + " http.tls.key, or http.behind-proxy",
            given -> LOOPBACK.contains(given) || (isProtected && HOST.matcher(given).matches())),
        LOOPBACK.getFirst(),
        "address to listen on; others than loopback ones, such as `0.0.0.0` for all interfaces,"
            + " need [tokens](../notes/security.md#tokens)");
  }

  /** Returns whether requests may come from other machines. */
  static boolean isRemote(String host, HttpSettings http) {
    return http.behindProxy() || !LOOPBACK.contains(host);
  }

  private static Optional<HttpSettings.Tls> tls(SettingsReader reader) {
    Optional<Path> certificate =
        pathOrNone(
            reader,
            TLS_CERTIFICATE,
            "PEM file with the [certificate](../notes/security.md#tls) of the server, followed by those of"
                + " its authorities");
    Optional<Path> key = pathOrNone(reader, TLS_KEY, "PEM file with its unencrypted key");
    if (certificate.isPresent() != key.isPresent()) {
      reader.refuse(
          certificate.isPresent() ? TLS_CERTIFICATE : TLS_KEY,
          "set together with " + (certificate.isPresent() ? TLS_KEY : TLS_CERTIFICATE));
    }
    return certificate.flatMap(file -> key.map(other -> new HttpSettings.Tls(file, other)));
  }

  private static Optional<Path> pathOrNone(SettingsReader reader, String path, String help) {
    return reader.read(
        path, SettingsReader.orNone(SettingsReader.PATH), Optional.<Path>empty(), help);
  }

  private static Set<String> names(SettingsReader reader) {
    String names =
        reader.read(
            "http.names",
            SettingsReader.text(
                "names with their ports, such as \"revcor:8080, localhost:9000\"",
                given ->
                    separated(given)
                        .allMatch(
                            name -> AUTHORITY.matcher(name.toLowerCase(Locale.ROOT)).matches())),
            "",
            "further host names that requests may use, such as `localhost:9000` for a tunnel");
    return separated(names)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> separated(String names) {
    return names.isBlank() ? Stream.of() : Stream.of(names.split(",", -1)).map(String::strip);
  }

  private static LaneSettings lanes(SettingsReader reader) {
    LaneSettings defaults = LaneSettings.defaults();
    KernelChoice kernels =
        reader.read(
            "kernels",
            Type.word(KernelChoice.values()),
            defaults.kernels(),
            "what computes networks on a CPU: [vector kernels](../notes/performance.md#vector-kernels), the engine, or the first if available");
    long lanes =
        reader.read(
            "lanes.cpu-lanes",
            SettingsReader.orWord(Type.whole(1, 1_024), AUTO, (long) defaults.cpuLanes()),
            (long) defaults.cpuLanes(),
            "lanes on a machine without GPUs; `auto` is one per core. Results do not depend on it."
                + " [GPUs](../notes/gpu.md) have one lane each");
    return new LaneSettings(
        (int) lanes,
        reader.read(
            "lanes.block-deadline",
            SettingsReader.duration(Duration.ofMillis(100)),
            defaults.blockDeadline(),
            "time limit of a block on a lane; loading its network may take a second more for each MiB"),
        defaults.attempts(),
        reader.read(
            "lanes.observer-memory",
            SettingsReader.size(1L << 20, 1L << 40),
            defaults.observerBytes(),
            "memory of each lane for loaded observers; an observer that does not fit is refused"),
        kernels);
  }

  private static WorkersSettings workers(SettingsReader reader) {
    boolean confined =
        reader
            .read(
                "workers.confinement",
                SettingsReader.text("auto or none", List.of(AUTO, "none")::contains),
                AUTO,
                "`auto`: [bubblewrap](../notes/security.md#networks-from-files) confines networks if that works here")
            .equals(AUTO);
    Optional<Long> port =
        reader.read(
            "cluster.port",
            SettingsReader.orNone(Type.whole(1, 65_535)),
            Optional.<Long>empty(),
            "port at which [workers](../notes/cluster.md) of other machines join");
    boolean hasLocal =
        reader
            .read(
                "workers.local",
                SettingsReader.text(
                    "1, or 0 with cluster.port, at which workers join",
                    given -> given.equals("1") || (given.equals("0") && port.isPresent())),
                "1",
                "number of inference processes that the server starts; 0 for a [server without"
                    + " lanes](../notes/cluster.md#a-server-without-lanes)")
            .equals("1");
    Optional<Path> certificates =
        pathOrNone(
            reader,
            CERTIFICATES,
            "folder with `ca.crt`, `tls.crt` and `tls.key` of this machine"
                + " ([certificates](../notes/cluster.md#certificates)); a missing file is an error");
    String host =
        reader.read(
            "cluster.host",
            SettingsReader.text(
                "127.0.0.1, or with cluster.certificates an address that workers reach",
                given -> certificates.isPresent() || ClusterSettings.LOOPBACK.contains(given)),
            LOOPBACK.getFirst(),
            "name or address of this machine that workers join");
    long auto = threeQuartersOfMemory();
    return new WorkersSettings(
        confined,
        hasLocal,
        reader.read(
            "workers.memory",
            SettingsReader.orWord(SettingsReader.size(MIN_WORKER_BYTES, 1L << 40), AUTO, auto),
            auto,
            "maximum memory of each process that runs networks, on Linux without GPUs; `auto`: three quarters of the machine"),
        port.map(number -> new ClusterSettings(host, number.intValue(), certificates)));
  }

  private static HttpSettings http(SettingsReader reader) {
    Set<String> names = names(reader);
    Optional<HttpSettings.Tls> tls = tls(reader);
    boolean behindProxy =
        reader.read(
            "http.behind-proxy",
            Type.FLAG,
            false,
            "`true`: requests come through a [proxy](../notes/security.md#tls) or [container](../notes/docker.md#network-access), and need tokens");
    long maxConnections =
        reader.read(
            "http.most-connections",
            Type.whole(1, 100_000),
            256L,
            "maximum number of open connections, live feeds included; [further"
                + " ones](../notes/security.md#slow-and-large-requests) wait");
    return new HttpSettings(
        names,
        tls,
        behindProxy,
        (int) maxConnections,
        reader.read(
            "http.request-timeout",
            SettingsReader.duration(Duration.ofMillis(100)),
            Duration.ofSeconds(20),
            "maximum time until a response begins"),
        Duration.ofSeconds(75),
        reader.read(
            "http.largest-network",
            SettingsReader.size(1L << 10, 1L << 32),
            128L << 20,
            "maximum size of an uploaded network"));
  }
}
