package org.revcor.server;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.dataset.DataSet.DataSetStatus;
import org.revcor.dataset.DataSets;
import org.revcor.inference.Mebibytes;
import org.revcor.inference.Platform;
import org.revcor.inference.VisibleGpus;
import org.revcor.server.RevcorServer.ServerStartException;

/**
 * Checks whether a server can run with some settings on this machine, and states what to correct.
 */
public final class Doctor {
  private static final int MIN_JAVA = 21;
  private static final int MAX_JAVA = 25;
  private static final long MIN_FREE_BYTES = 2L << 30;

  /** A server cannot write the record of a study below. */
  private static final long MIN_START_BYTES = 16L << 20;

  private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

  private final Settings settings;
  private boolean isInUse;

  public Doctor(Settings settings) {
    this.settings = settings;
  }

  /** Returns the diagnoses; each check runs when its diagnosis is taken. */
  public Stream<Diagnosis> diagnoses() {
    return Stream.<Supplier<Diagnosis>>of(
            this::java,
            this::memory,
            this::engine,
            this::dataFolder,
            this::disk,
            this::port,
            this::clusterPort,
            this::certificate,
            this::confinement,
            this::dataSets)
        .map(Supplier::get);
  }

  private Diagnosis java() {
    int version = Runtime.version().feature();
    String text = "version %s".formatted(Runtime.version());
    return version < MIN_JAVA || version > MAX_JAVA
        ? Diagnosis.warning(
            "Java", "%s; Revcor is tested with %d to %d".formatted(text, MIN_JAVA, MAX_JAVA))
        : Diagnosis.ok("Java", text);
  }

  private Diagnosis memory() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long heap = Runtime.getRuntime().maxMemory();
    long networks = settings.workers().hasLocal() ? settings.workers().memoryBytes() : 0;
    String text =
        "%s; the server takes up to %s, networks up to %s"
            .formatted(Mebibytes.of(machine), Mebibytes.of(heap), Mebibytes.of(networks));
    return heap + networks > machine
        ? Diagnosis.warning(
            "memory", text + "; set workers.memory, or -Xmx in REVCOR_JAVA_OPTS, so that both fit")
        : Diagnosis.ok("memory", text);
  }

  private Diagnosis engine() {
    Platform platform;
    try {
      platform = Platform.ofThisMachine(settings.lanes().kernels());
    } catch (RuntimeException | LinkageError failed) {
      return Diagnosis.problem(
          "engine",
          "PyTorch cannot be loaded (%s); use the distribution for this system"
              .formatted(failed.getMessage()));
    }
    String text =
        "%s on %s, %d cores, %d GPUs"
            .formatted(
                platform.engine(),
                platform.instructions(),
                Runtime.getRuntime().availableProcessors(),
                VisibleGpus.all().size());
    return Files.exists(NVIDIA_DRIVER) && !platform.onGpus()
        ? Diagnosis.warning(
            "engine", text + "; the machine has a GPU that PyTorch cannot use (docs/notes/gpu.md)")
        : Diagnosis.ok("engine", text);
  }

  private Diagnosis dataFolder() {
    Path folder = settings.folders().data();
    if (DataFolder.isNew(folder)) {
      Path above = existing(folder);
      return canCreate(above)
          ? Diagnosis.ok("data folder", folder + " is writable and has no studies yet")
          : Diagnosis.problem(
              "data folder",
              "%s cannot be used, since %s is no writable folder; choose another with --data-dir"
                  .formatted(folder, above));
    }
    try {
      DataFolder.open(folder).close();
      return Diagnosis.ok("data folder", folder.toString());
    } catch (ServerStartException refused) {
      isInUse = refused.getCause() == null;
      return new Diagnosis(
          "data folder",
          isInUse ? Diagnosis.Level.WARNING : Diagnosis.Level.PROBLEM,
          String.valueOf(refused.getMessage()));
    } catch (IOException failed) {
      return Diagnosis.problem("data folder", "%s: %s".formatted(folder, failed));
    }
  }

  /**
   * Creates a folder and deletes it; root may write everywhere, but not in file systems as /proc.
   */
  private static boolean canCreate(Path above) {
    try {
      Files.delete(Files.createTempDirectory(above, ".revcor-doctor-"));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static Path existing(Path folder) {
    Path above = folder.toAbsolutePath();
    while (!Files.exists(above) && above.getParent() != null) {
      above = above.getParent();
    }
    return above;
  }

  private Diagnosis disk() {
    try {
      long free = Files.getFileStore(existing(settings.folders().data())).getUsableSpace();
      String text = Mebibytes.of(free) + " are free for the data folder";
      return free < MIN_FREE_BYTES
          ? new Diagnosis(
              "disk",
              free < MIN_START_BYTES ? Diagnosis.Level.PROBLEM : Diagnosis.Level.WARNING,
              text + "; delete old studies, or choose another with --data-dir")
          : Diagnosis.ok("disk", text);
    } catch (IOException failed) {
      return Diagnosis.problem("disk", "its free space is not known (%s)".formatted(failed));
    }
  }

  private Diagnosis port() {
    return port(
        "port",
        settings.host(),
        settings.port(),
        failed -> ServerStartException.ofBinding(settings.host(), settings.port(), failed));
  }

  private Diagnosis clusterPort() {
    return settings
        .workers()
        .cluster()
        .map(
            own ->
                port(
                    "cluster port",
                    own.host(),
                    own.port(),
                    failed -> ServerStartException.ofCluster(own, failed)))
        .orElse(Diagnosis.ok("cluster port", "none"));
  }

  private Diagnosis port(
      String subject, String host, int port, Function<IOException, ServerStartException> refusal) {
    String address = host + ":" + port;
    if (isInUse) {
      return Diagnosis.ok(subject, address + ", not checked");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return Diagnosis.ok(subject, address + " is free");
    } catch (IOException failed) {
      return Diagnosis.problem(subject, String.valueOf(refusal.apply(failed).getMessage()));
    }
  }

  private Diagnosis certificate() {
    try {
      return settings
          .http()
          .tls()
          .map(
              files ->
                  ServerCertificate.read(files)
                      .warning(Instant.now())
                      .map(text -> Diagnosis.warning("certificate", text))
                      .orElse(Diagnosis.ok("certificate", files.certificate().toString())))
          .orElse(Diagnosis.ok("certificate", "none"));
    } catch (ServerStartException refused) {
      return Diagnosis.problem("certificate", String.valueOf(refused.getMessage()));
    }
  }

  private Diagnosis confinement() {
    if (!settings.workers().confined()) {
      return Diagnosis.warning(
          "confinement",
          "workers.confinement = none: a network file is a program that can do what this user"
              + " can");
    }
    return settings.confinement().isActive()
        ? Diagnosis.ok("confinement", "bubblewrap works")
        : Diagnosis.warning(
            "confinement",
            "bubblewrap does not work: a network file is a program that can do what this user can,"
                + " and TorchScript files from other machines are refused; install bubblewrap on"
                + " Linux (docs/notes/security.md)");
  }

  private Diagnosis dataSets() {
    return Diagnosis.ok(
        "data sets",
        DataSets.all().stream()
            .map(set -> set.holding(settings.folders().datasets()))
            .map(Doctor::describe)
            .collect(Collectors.joining(", ")));
  }

  private static String describe(DataSetStatus set) {
    return set.name()
        + (set.complete() ? "" : " missing (revcor data fetch %s)".formatted(set.name()));
  }

  /**
   * The result of a check of a server and its machine.
   *
   * @param text what was found and, unless that is in order, what to do
   */
  public record Diagnosis(String subject, Level level, String text) {
    /** With a problem, a server does not start. */
    public enum Level {
      OK,
      WARNING,
      PROBLEM
    }

    static Diagnosis ok(String subject, String text) {
      return new Diagnosis(subject, Level.OK, text);
    }

    static Diagnosis warning(String subject, String text) {
      return new Diagnosis(subject, Level.WARNING, text);
    }

    static Diagnosis problem(String subject, String text) {
      return new Diagnosis(subject, Level.PROBLEM, text);
    }
  }
}
