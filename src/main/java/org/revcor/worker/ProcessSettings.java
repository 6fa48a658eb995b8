package org.revcor.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.worker.Confinement.FileAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders and lanes of an inference process.
 *
 * @param dataDir folder of the server's state
 * @param observers folder of the users' networks
 * @param anyFile whether studies can name files outside of the folder of networks
 * @param memoryBytes most memory of the process
 */
public record ProcessSettings(
    String dataDir,
    String datasets,
    String observers,
    boolean anyFile,
    int cpuLanes,
    long blockDeadlineMillis,
    int attempts,
    long observerBytes,
    KernelChoice kernels,
    long memoryBytes) {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessSettings.class);

  /** Returns what studies of the process refer to; it inspects networks itself. */
  Materials materials() {
    Catalogue catalogue = new Catalogue(Path.of(observers));
    return new Materials(
        anyFile ? Observers.withAnyFile(catalogue) : Observers.withFilesOfItsFolder(catalogue),
        Path.of(datasets),
        Bases.ofDataFolder(Path.of(dataDir)));
  }

  public ProcessSettings withFoldersBelow(Path folder) {
    return new ProcessSettings(
        folder.toString(),
        folder.resolve("datasets").toString(),
        folder.resolve("observers").toString(),
        false,
        cpuLanes,
        blockDeadlineMillis,
        attempts,
        observerBytes,
        kernels,
        memoryBytes);
  }

  /** Returns a copy with another limit of memory, in bytes. */
  ProcessSettings withMemory(long bytes) {
    return new ProcessSettings(
        dataDir,
        datasets,
        observers,
        anyFile,
        cpuLanes,
        blockDeadlineMillis,
        attempts,
        observerBytes,
        kernels,
        bytes);
  }

  /**
   * Returns the folders that studies read. Missing ones are created, since a confined process would
   * not see them later.
   */
  FileAccess access() {
    return access(
        List.of(
            Path.of(observers), Path.of(datasets), Bases.ofDataFolder(Path.of(dataDir)).folder()));
  }

  FileAccess dataSets() {
    return access(List.of(Path.of(datasets)));
  }

  private FileAccess access(List<Path> folders) {
    FileAccess access = FileAccess.NONE;
    try {
      for (Path folder : folders) {
        Files.createDirectories(folder);
        access = access.withReadable(folder);
      }
      try (Stream<Path> sets = Files.list(Path.of(datasets))) {
        for (Path link : sets.filter(Files::isSymbolicLink).filter(Files::exists).toList()) {
          access = access.withReadable(link.toRealPath());
        }
      }
    } catch (IOException | UncheckedIOException unavailable) {
      LOG.warn("a folder of networks or data sets is unavailable", unavailable);
    }
    return access;
  }

  MemoryLimit memory() {
    return new MemoryLimit(memoryBytes);
  }

  LaneSettings lanes() {
    return new LaneSettings(
        cpuLanes, Duration.ofMillis(blockDeadlineMillis), attempts, observerBytes, kernels);
  }
}
