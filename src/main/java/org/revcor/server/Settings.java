package org.revcor.server;

import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.KernelChoice;
import org.revcor.server.analyses.AnalysisFolders;
import org.revcor.server.analyses.AnalysisRunner;
import org.revcor.server.analyses.ChildAnalyses;
import org.revcor.study.record.DatabaseSettings;
import org.revcor.study.record.SchemaMode;
import org.revcor.study.registry.StudiesSettings;
import org.revcor.worker.Confinement;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.ClusterSettings;

/**
 * All settings, read once; {@code conf/revcor.conf} explains each.
 *
 * @param host address that the server listens on: a loopback address, or all interfaces if allowed
 * @param port 0 for any free port
 * @param dataDir folder of the server's state
 * @param datasets folder of the data sets
 * @param observers folder of the users' networks
 * @param checkpointInterval minimum time between two checkpoints of a study
 * @param maxRunning maximum number of concurrent studies
 * @param diskQuota maximum bytes of all run directories together; empty for no limit
 * @param database database of the study records
 */
public record Settings(
    String host,
    int port,
    Path dataDir,
    Path datasets,
    Path observers,
    Duration checkpointInterval,
    LaneSettings lanes,
    int maxRunning,
    OptionalLong diskQuota,
    WorkersSettings workers,
    DatabaseSettings database,
    LiveSettings live,
    HttpSettings http) {

  private static final String EMBEDDED = "embedded";
  private static final String CERTIFICATES = "cluster.certificates";
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");
  private static final List<String> ALL_INTERFACES = List.of("0.0.0.0", "::");

  /** Java and the engine need about 1 GiB. */
  private static final long MIN_WORKER_BYTES = 2L << 30;

  /** A host name or address with optional port, as in the header {@code Host}. */
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingsException with all problems, including unknown keys and variables
   */
  public static Settings read(SettingsSources sources) {
    LayeredSettings layers = LayeredSettings.of(sources, keys());
    SettingsReader reader = new SettingsReader(layers.config(), layers.names());
    Settings settings = read(reader);
    List<String> problems = new ArrayList<>(layers.problems());
    problems.addAll(reader.problems());
    settings
        .workers()
        .cluster()
        .flatMap(ClusterSettings::missingFile)
        .ifPresent(file -> problems.add(missingCertificate(settings, layers, file)));
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return settings;
  }

  private static String missingCertificate(Settings settings, LayeredSettings layers, String file) {
    return "%s is %s, which has no file %s; it must be a folder that revcor cluster certificates has written"
        .formatted(
            layers.names().getOrDefault(CERTIFICATES, "revcor." + CERTIFICATES),
            settings.workers().cluster().flatMap(ClusterSettings::certificates).orElseThrow(),
            file);
  }

  /** Returns whether the server listens on all interfaces of the machine. */
  boolean isOnAllInterfaces() {
    return ALL_INTERFACES.contains(host);
  }

  /** Returns the parent of the run directories. */
  Path runDirectories() {
    return dataDir.resolve("studies");
  }

  /** Returns what runs analyses, with one thread less than there are lanes. */
  AnalysisRunner analysisRunner(boolean anyFile, Confinement confinement) {
    return new ChildAnalyses(
        process(anyFile),
        confinement,
        runDirectories(),
        Math.max(1, lanes.cpuLanes() - 1),
        analyses());
  }

  /**
   * Returns the settings of the inference process.
   *
   * @param anyFile whether studies can name files outside of the folder of networks
   */
  public ProcessSettings process(boolean anyFile) {
    return new ProcessSettings(
        dataDir.toAbsolutePath().toString(),
        datasets.toAbsolutePath().toString(),
        observers.toAbsolutePath().toString(),
        anyFile,
        lanes.cpuLanes(),
        lanes.blockDeadline().toMillis(),
        lanes.attempts(),
        lanes.observerBytes(),
        lanes.kernels(),
        workers.memoryBytes());
  }

  /** Returns the confinement of networks, as far as this system offers it. */
  public Confinement confinement() {
    return workers.confined() ? Confinement.find() : Confinement.NONE;
  }

  /** Returns the folders of analyses. */
  AnalysisFolders analyses() {
    return new AnalysisFolders(dataDir.resolve("analyses"));
  }

  /**
   * Returns the settings of an additional server: on a free loopback port, with an embedded
   * database in another data folder.
   */
  public Settings aside(Path folder, LaneSettings onLanes, Duration checkpoints) {
    return new Settings(
        LOOPBACK.getFirst(),
        0,
        folder,
        datasets,
        observers,
        checkpoints,
        onLanes,
        1,
        OptionalLong.empty(),
        new WorkersSettings(workers.confined(), true, workers.memoryBytes(), Optional.empty()),
        new DatabaseSettings(DatabaseSettings.embeddedUrl(folder), "revcor", "", SchemaMode.UPDATE),
        live,
        http);
  }

  /** Returns the settings of the studies. */
  StudiesSettings studies() {
    return new StudiesSettings(
        runDirectories(),
        maxRunning,
        lanes.observerBytes(),
        live.frameInterval(),
        checkpointInterval,
        diskQuota);
  }

  /** Returns the default settings. */
  static Settings defaults() {
    return read(new SettingsReader(ConfigFactory.empty(), Map.of()));
  }

  /** Returns the paths of all settings. */
  static Set<String> keys() {
    SettingsReader reader = new SettingsReader(ConfigFactory.empty(), Map.of());
    read(reader);
    return reader.keys();
  }

  private static Settings read(SettingsReader reader) {
    String host = host(reader);
    int port = reader.whole("port", 8080, 0, 65_535);
    Path dataDir = reader.path("data-dir", Path.of(System.getProperty("user.home"), ".revcor"));
    return new Settings(
        host,
        port,
        dataDir,
        reader.path("datasets", dataDir.resolve("datasets")),
        reader.path("observers", dataDir.resolve("observers")),
        duration(reader, "checkpoint-interval", 30_000, 100),
        lanes(reader),
        reader.whole("studies.most-running", 8, 1, 1_000),
        reader.sizeOrNone("studies.disk-quota", 1L << 20, 1L << 50),
        workers(reader),
        database(reader, dataDir),
        new LiveSettings(
            duration(reader, "live.frame-interval", 200, 10),
            duration(reader, "live.idle-timeout", 30_000, 100)),
        http(reader));
  }

  /** Returns three quarters of the memory of this machine or container. */
  private static long threeQuartersOfMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(MIN_WORKER_BYTES, system.getTotalMemorySize() / 4 * 3)
        : Long.MAX_VALUE;
  }

  private static String host(SettingsReader reader) {
    boolean isRemote =
        reader
            .oneOf("http.allow-remote", "false", List.of("true", "false"), "true or false")
            .equals("true");
    return isRemote
        ? reader.oneOf(
            "host",
            "127.0.0.1",
            Stream.concat(LOOPBACK.stream(), ALL_INTERFACES.stream()).toList(),
            "127.0.0.1, localhost, ::1, 0.0.0.0 or ::")
        : reader.oneOf(
            "host",
            "127.0.0.1",
            LOOPBACK,
            "127.0.0.1, localhost or ::1, since anyone who reaches the server can use it; 0.0.0.0"
                + " or :: if http.allow-remote is true");
  }

  private static Set<String> names(SettingsReader reader) {
    String names =
        reader.text(
            "http.names",
            "",
            "names with their ports, such as \"revcor:8080, localhost:9000\"",
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

  private static DatabaseSettings database(SettingsReader reader, Path dataDir) {
    String url =
        reader.text(
            "database.url",
            EMBEDDED,
            DatabaseSettings.EXPECTED_URL,
            given -> given.equals(EMBEDDED) || DatabaseSettings.isUsable(given));
    String schema =
        reader.oneOf("database.schema", "update", List.of("update", "check"), "update or check");
    return new DatabaseSettings(
        url.equals(EMBEDDED) ? DatabaseSettings.embeddedUrl(dataDir) : url,
        reader.text("database.user", "revcor", "a name", given -> !given.isBlank()),
        password(reader),
        SchemaMode.valueOf(schema.toUpperCase(Locale.ROOT)));
  }

  private static String password(SettingsReader reader) {
    String given = reader.text("database.password", "", "a word", any -> true);
    String fromFile =
        reader.content(
            "database.password-file",
            given.isEmpty(),
            "a readable file with a password, and only if database.password is not set");
    return given.isEmpty() ? fromFile : given;
  }

  private static LaneSettings lanes(SettingsReader reader) {
    LaneSettings defaults = LaneSettings.defaults();
    return new LaneSettings(
        reader.wholeOrAuto("lanes.cpu-lanes", defaults.cpuLanes(), 1, 1_024),
        duration(reader, "lanes.block-deadline", defaults.blockDeadline().toMillis(), 100),
        reader.whole("lanes.attempts", defaults.attempts(), 1, 100),
        reader
            .size("lanes.observer-memory", defaults.observerBytes(), 1L << 20, 1L << 40)
            .toBytes(),
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
            .equals("auto");
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
        port.isEmpty()
            ? Optional.empty()
            : Optional.of(new ClusterSettings(host, port.getAsInt(), certificates)));
  }

  private static HttpSettings http(SettingsReader reader) {
    return new HttpSettings(
        names(reader),
        reader.whole("http.most-connections", 256, 1, 100_000),
        duration(reader, "http.request-timeout", 20_000, 100),
        duration(reader, "http.idle-timeout", 75_000, 100),
        reader.size("http.largest-body", 1L << 20, 1L << 10, 1L << 30).toBytes(),
        reader.size("http.largest-network", 128L << 20, 1L << 10, 1L << 32).toBytes(),
        reader.size("http.largest-study", 4L << 30, 1L << 10, 1L << 40).toBytes(),
        duration(reader, "http.shutdown-deadline", 60_000, 1_000));
  }

  private static Duration duration(
      SettingsReader reader, String key, long defaultMillis, long minMillis) {
    return reader.duration(
        key, Duration.ofMillis(defaultMillis), Duration.ofMillis(minMillis), Duration.ofHours(24));
  }
}
