package org.revcor.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.revcor.RevcorException;
import org.revcor.inference.LaneSettings;
import org.revcor.server.analyses.AnalysisFolders;
import org.revcor.server.analyses.AnalysisRunner;
import org.revcor.server.analyses.AnalysisRunner.ChildAnalyses;
import org.revcor.study.registry.StudiesSettings;
import org.revcor.worker.Confinement;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.ClusterSettings;

/**
 * All settings, read once; {@code conf/revcor.conf} explains each.
 *
 * @param host address that the server listens on: a loopback address, or any with TLS or behind a
 *     proxy
 * @param port 0 for any free port
 */
public record Settings(
    String host,
    int port,
    Folders folders,
    LaneSettings lanes,
    Runs runs,
    WorkersSettings workers,
    LiveSettings live,
    HttpSettings http) {
  /**
   * Where the server stores and finds data.
   *
   * @param data the server's state
   * @param datasets the data sets
   * @param observers the users' networks
   */
  public record Folders(Path data, Path datasets, Path observers) {}

  /**
   * How studies run.
   *
   * @param checkpointInterval minimum time between two checkpoints of a study
   * @param maxRunning maximum number of concurrent studies
   * @param diskQuota maximum bytes of all run directories together; empty for no limit
   * @param lease time that a client has for the outputs of a block
   */
  public record Runs(
      Duration checkpointInterval, int maxRunning, OptionalLong diskQuota, Duration lease) {}

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingsException with all problems, including unknown keys and variables
   */
  public static Settings read(SettingsSources sources) {
    LayeredSettings layers = LayeredSettings.of(sources, SettingsKeys.all().keySet());
    SettingsReader reader = new SettingsReader(layers.config(), layers.names());
    Settings settings = SettingsKeys.read(reader);
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
            layers
                .names()
                .getOrDefault(SettingsKeys.CERTIFICATES, "revcor." + SettingsKeys.CERTIFICATES),
            settings.workers().cluster().flatMap(ClusterSettings::certificates).orElseThrow(),
            file);
  }

  /** Returns whether the server listens on all interfaces of the machine. */
  boolean isOnAllInterfaces() {
    return SettingsKeys.ALL_INTERFACES.contains(host);
  }

  /** Returns whether requests need a token: unless they can only come from this machine. */
  boolean requiresTokens() {
    return SettingsKeys.isRemote(host, http);
  }

  Path runDirectories() {
    return folders.data.resolve("studies");
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
        folders.data.toAbsolutePath().toString(),
        folders.datasets.toAbsolutePath().toString(),
        folders.observers.toAbsolutePath().toString(),
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

  AnalysisFolders analyses() {
    return new AnalysisFolders(folders.data.resolve("analyses"));
  }

  StudiesSettings studies() {
    return new StudiesSettings(
        runDirectories(),
        folders.data.resolve("idempotency-keys.json"),
        runs.maxRunning,
        lanes.observerBytes(),
        live.frameInterval(),
        runs.checkpointInterval,
        runs.lease,
        runs.diskQuota);
  }

  /**
   * Settings of the live feeds.
   *
   * @param frameInterval minimum time between two frames
   * @param idleTimeout time without a message after which a client is disconnected
   */
  public record LiveSettings(Duration frameInterval, Duration idleTimeout) {}

  /**
   * Settings of the workers.
   *
   * @param confined whether networks run in confined processes if the system offers it
   * @param hasLocal whether the server starts an inference process of its own
   * @param memoryBytes most memory of a process that runs networks
   * @param cluster where workers of other machines join; empty if they cannot
   */
  record WorkersSettings(
      boolean confined, boolean hasLocal, long memoryBytes, Optional<ClusterSettings> cluster) {}

  /**
   * The sources of settings; later ones override earlier ones, and all override the defaults.
   *
   * @param file a settings file with one block {@code revcor { ... }}
   * @param environment environment variables; those with the prefix {@code REVCOR_} are settings
   * @param flags command-line options by the setting's path: {@code port}, {@code data-dir}
   */
  public record SettingsSources(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {

    public SettingsSources {
      environment = Map.copyOf(environment);
      flags = Map.copyOf(flags);
    }

    /**
     * Returns the settings file of this installation, if it exists, and this process's environment.
     */
    public static SettingsSources ofThisProcess(Map<String, String> flags) {
      Optional<Path> file =
          Optional.ofNullable(System.getProperty("revcor.home"))
              .map(home -> Path.of(home, "conf", "revcor.conf"))
              .filter(Files::exists);
      return new SettingsSources(file, System.getenv(), flags);
    }
  }

  /** Invalid settings; the message has one line per problem. */
  public static final class InvalidSettingsException extends RevcorException {
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> problems) {
      super(String.join("\n", problems));
    }

    /** Returns the problems, one sentence each. */
    public List<String> problems() {
      return String.valueOf(getMessage()).lines().toList();
    }
  }
}
