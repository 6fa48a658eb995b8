package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  /** Where the server stores and finds data. */
  public record Folders(Path data, Path datasets, Path observers) {}

  /**
   * How studies run.
   *
   * @param checkpointInterval minimum time between two checkpoints of a study
   * @param lease time that a client has for the outputs of a block
   */
  public record Runs(Duration checkpointInterval, int maxRunning, Duration lease) {}

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingsException with all problems, including unknown keys and variables
   */
  public static Settings read(SettingsSources sources) {
    SettingsReader reader = SettingsReader.of(sources, SettingsKeys.all().keySet());
    Settings settings = SettingsKeys.read(reader);
    List<String> problems = new ArrayList<>(reader.problems());
    settings
        .workers()
        .cluster()
        .flatMap(ClusterSettings::missingFile)
        .ifPresent(file -> problems.add(missingCertificate(settings, reader, file)));
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return settings;
  }

  private static String missingCertificate(Settings settings, SettingsReader reader, String file) {
    return "%s is %s, which has no file %s; it must be a folder with ca.crt, tls.crt and tls.key"
        .formatted(
            reader.name(SettingsKeys.CERTIFICATES),
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
        runs.lease);
  }

  /**
   * Settings of the live feeds.
   *
   * @param idleTimeout time without a message after which a client is disconnected
   */
  public record LiveSettings(Duration frameInterval, Duration idleTimeout) {}

  /**
   * Settings of the workers.
   *
   * @param confined whether networks run in confined processes if the system offers it
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

    public List<String> problems() {
      return String.valueOf(getMessage()).lines().toList();
    }
  }

  /**
   * Settings of the HTTP server.
   *
   * @param names further valid values of {@code Host}, in lower case
   * @param tls files of the certificate; empty without TLS
   * @param maxConnections maximum number of open connections, live feeds included
   * @param requestTimeout maximum time until a response starts
   * @param idleTimeout time after which a connection without traffic or a complete request is
   *     closed
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

    /**
     * Returns the time that a request waits for the lanes; its response has the cause afterwards.
     */
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
                  maxConnections,
                  responseTimeout(requestTimeout).toMillis(),
                  idleTimeout.toMillis(),
                  MAX_BODY_BYTES,
                  SHUTDOWN_TIMEOUT.toMillis()));
    }
  }
}
