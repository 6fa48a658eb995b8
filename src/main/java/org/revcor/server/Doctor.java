package org.revcor.server;

import com.fasterxml.jackson.annotation.JsonValue;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.dataset.DataSetStatus;
import org.revcor.dataset.DataSets;
import org.revcor.inference.Mebibytes;
import org.revcor.inference.Platform;
import org.revcor.inference.VisibleGpus;
import org.revcor.study.record.Database;
import org.revcor.study.record.DatabaseRefusedException;
import org.revcor.study.record.DatabaseSettings;

/**
 * Checks whether a server can run with some settings on this machine, and states what to correct.
 */
public final class Doctor {
  /** With a problem, a server does not start. */
  public enum Level {
    OK,
    WARNING,
    PROBLEM;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The result of a check.
   *
   * @param text what was found and, unless that is in order, what to do
   */
  public record Diagnosis(String subject, Level level, String text) {}

  private static final int MIN_JAVA = 21;
  private static final int MAX_JAVA = 25;
  private static final long MIN_FREE_BYTES = 2L << 30;
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
            this::database,
            this::confinement,
            this::dataSets)
        .map(Supplier::get);
  }

  private Diagnosis java() {
    int version = Runtime.version().feature();
    String text = "version %s".formatted(Runtime.version());
    return version < MIN_JAVA || version > MAX_JAVA
        ? new Diagnosis(
            "Java",
            Level.WARNING,
            "%s; Revcor is tested with %d to %d".formatted(text, MIN_JAVA, MAX_JAVA))
        : new Diagnosis("Java", Level.OK, text);
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
        ? new Diagnosis(
            "memory",
            Level.WARNING,
            text + "; set workers.memory, or -Xmx in REVCOR_JAVA_OPTS, so that both fit")
        : new Diagnosis("memory", Level.OK, text);
  }

  private Diagnosis engine() {
    Platform platform;
    try {
      platform = Platform.ofThisMachine(settings.lanes().kernels());
    } catch (RuntimeException | LinkageError failed) {
      return new Diagnosis(
          "engine",
          Level.PROBLEM,
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
        ? new Diagnosis(
            "engine",
            Level.WARNING,
            text + "; the machine has a GPU that PyTorch cannot use (docs/gpu.md)")
        : new Diagnosis("engine", Level.OK, text);
  }

  private Diagnosis dataFolder() {
    Path folder = settings.dataDir();
    if (!DataFolder.wasUsed(folder)) {
      Path above = existing(folder);
      return Files.isDirectory(above) && Files.isWritable(above)
          ? new Diagnosis("data folder", Level.OK, folder + " is writable and has no studies yet")
          : new Diagnosis(
              "data folder",
              Level.PROBLEM,
              "%s cannot be used, since %s is no writable folder; choose another with --data-dir"
                  .formatted(folder, above));
    }
    try {
      DataFolder.open(folder).close();
      return new Diagnosis("data folder", Level.OK, folder.toString());
    } catch (ServerStartException refused) {
      isInUse = refused.getCause() == null;
      return new Diagnosis(
          "data folder",
          isInUse ? Level.WARNING : Level.PROBLEM,
          String.valueOf(refused.getMessage()));
    } catch (IOException failed) {
      return new Diagnosis("data folder", Level.PROBLEM, "%s: %s".formatted(folder, failed));
    }
  }

  /** Returns the folder, or the nearest above it that exists. */
  private static Path existing(Path folder) {
    Path above = folder.toAbsolutePath();
    while (!Files.exists(above) && above.getParent() != null) {
      above = above.getParent();
    }
    return above;
  }

  private Diagnosis disk() {
    try {
      long free = Files.getFileStore(existing(settings.dataDir())).getUsableSpace();
      String text = Mebibytes.of(free) + " are free for the data folder";
      return free < MIN_FREE_BYTES
          ? new Diagnosis(
              "disk",
              Level.WARNING,
              text + "; delete old studies with revcor prune, or choose another with --data-dir")
          : new Diagnosis("disk", Level.OK, text);
    } catch (IOException failed) {
      return new Diagnosis(
          "disk", Level.PROBLEM, "its free space is not known (%s)".formatted(failed));
    }
  }

  private Diagnosis port() {
    String address = settings.host() + ":" + settings.port();
    if (isInUse) {
      return new Diagnosis("port", Level.OK, address + ", not checked");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(settings.host(), settings.port()));
      return new Diagnosis("port", Level.OK, address + " is free");
    } catch (IOException failed) {
      return new Diagnosis(
          "port",
          Level.PROBLEM,
          String.valueOf(
              ServerStartException.ofBinding(settings.host(), settings.port(), failed)
                  .getMessage()));
    }
  }

  private Diagnosis database() {
    DatabaseSettings database = settings.database();
    boolean embedded = database.url().equals(DatabaseSettings.embeddedUrl(settings.dataDir()));
    if (embedded && isInUse) {
      return new Diagnosis("database", Level.OK, "embedded, not checked");
    }
    if (embedded && !Files.exists(settings.dataDir().resolve("revcor.mv.db"))) {
      return new Diagnosis("database", Level.OK, "embedded, will be created");
    }
    try {
      return new Diagnosis(
          "database",
          Level.OK,
          "%s, schema of version %d".formatted(database.url(), Database.schemaVersion(database)));
    } catch (DatabaseRefusedException refused) {
      return new Diagnosis("database", Level.PROBLEM, String.valueOf(refused.getMessage()));
    }
  }

  private Diagnosis confinement() {
    if (!settings.workers().confined()) {
      return new Diagnosis(
          "confinement",
          Level.WARNING,
          "workers.confinement = none: a network file is a program that can do what this user"
              + " can");
    }
    return settings.confinement().isActive()
        ? new Diagnosis("confinement", Level.OK, "bubblewrap works")
        : new Diagnosis(
            "confinement",
            Level.WARNING,
            "bubblewrap does not work: a network file is a program that can do what this user can,"
                + " and TorchScript files from other machines are refused; install bubblewrap on"
                + " Linux (docs/security.md)");
  }

  private Diagnosis dataSets() {
    return new Diagnosis(
        "data sets",
        Level.OK,
        DataSets.all().stream()
            .map(set -> set.holding(settings.datasets()))
            .map(Doctor::describe)
            .collect(Collectors.joining(", ")));
  }

  private static String describe(DataSetStatus set) {
    return set.name()
        + (set.complete() ? "" : " missing (revcor data fetch %s)".formatted(set.name()));
  }
}
