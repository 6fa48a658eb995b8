package org.revcor.study.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.estimate.MapView;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.inference.Mebibytes;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudySnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run directories of a server's studies. All methods but {@link #directory} block; actors call
 * them with {@link FileWork}.
 */
record StudyFiles(Path parent) {
  private static final Logger LOG = LoggerFactory.getLogger(StudyFiles.class);

  /** Prefix of a folder for a study that is not complete yet or is being deleted. */
  private static final String STAGING = ".staging-";

  /** More than the record of a study with thousands of channels. */
  private static final int PROBE_BYTES = 1 << 24;

  private static final String REPAIR =
      "; restore the file or delete the folder, and restart the server";

  /** Returns a new path beside the run directories; what a killed process leaves is deleted. */
  static Path staging(Path parent) {
    return parent.resolve(STAGING + UUID.randomUUID());
  }

  RunDirectory directory(String id) {
    return new RunDirectory(parent.resolve(id));
  }

  private static boolean isStaging(Path folder) {
    return folder.getFileName().toString().startsWith(STAGING);
  }

  record Found(Queue<StudyView> studies, Queue<StudyRegistry.Damaged> damaged) {

    Set<String> ids() {
      return Stream.concat(
              studies.stream().map(StudyView::id), damaged.stream().map(StudyRegistry.Damaged::id))
          .collect(Collectors.toSet());
    }
  }

  /**
   * Reads the records of all run directories in parallel. A study has the name of its folder as id,
   * whatever its record says. Creates the parent if it is missing.
   */
  Found readAll() {
    try {
      Files.createDirectories(parent);
      Found found = new Found(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
      try (Stream<Path> folders = Files.list(parent)) {
        List<Path> all = folders.toList();
        for (Path folder : all) {
          if (isStaging(folder)) {
            new FolderTree(folder).delete();
          }
        }
        all.parallelStream()
            .filter(folder -> !folder.getFileName().toString().startsWith("."))
            .filter(Files::isDirectory)
            .forEach(folder -> read(new RunDirectory(folder), found));
      }
      return found;
    } catch (IOException e) {
      throw new InvalidInputException(
          "data-dir", parent + " (" + e.getMessage() + ")", "a readable and writable folder");
    }
  }

  private static void read(RunDirectory directory, Found found) {
    String id = directory.folder().getFileName().toString();
    Optional<StudyView> study = directory.record();
    if (study.isPresent()) {
      found.studies().add(study.get().withId(id));
    } else if (directory.isStudy()) {
      String problem = directory.recordProblem() + REPAIR;
      LOG.atError().addKeyValue("study", id).log("study {} is damaged: {}", id, problem);
      found.damaged().add(new StudyRegistry.Damaged(id, problem));
    } else {
      LOG.warn("{} contains no record of a study and is ignored", directory.folder());
    }
  }

  private static void warn(String id, String message, IOException cause) {
    LOG.atWarn().addKeyValue("study", id).setCause(cause).log(message, id);
  }

  /** Makes a staging folder the run directory of a study; it stays one if that fails. */
  void place(Path staging, String id) throws IOException {
    WholeFile.sync(staging);
    Path folder = directory(id).folder();
    Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
    try {
      WholeFile.sync(parent);
    } catch (IOException failed) {
      try {
        Files.move(folder, staging, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException stuck) {
        LOG.error("{} is of a study that was not created; delete the folder", folder);
        failed.addSuppressed(stuck);
      }
      throw failed;
    }
  }

  /**
   * Deletes a run directory. It is renamed first, so that a process which is killed meanwhile
   * leaves no part of a study; the next process deletes the rest.
   */
  void delete(String id) throws IOException {
    Path renamed = staging(parent);
    try {
      Files.move(directory(id).folder(), renamed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException deleted) {
      return;
    }
    WholeFile.sync(parent);
    try {
      new RunDirectory(renamed).delete();
    } catch (IOException e) {
      warn(id, "not all files of the deleted study {} are gone; the next start deletes them", e);
    }
  }

  /** Deletes a run directory as {@link #delete} if that is possible. */
  void tryDelete(String id) {
    try {
      delete(id);
    } catch (IOException e) {
      warn(id, "the run directory of study {} cannot be deleted", e);
    }
  }

  /**
   * Writes the record of a study without a run.
   *
   * @throws RuntimeException as {@link #failure} if it cannot be written
   */
  void write(StudyView study) {
    RunDirectory directory = directory(study.id());
    try {
      directory.writeRecord(study);
    } catch (IOException failed) {
      throw failure(directory.folder(), failed);
    }
  }

  /**
   * Requires free disk space.
   *
   * @throws RefusedException if there is less, or the directory cannot be read
   */
  void requireSpace(long bytes) {
    long free;
    try {
      free = Files.getFileStore(parent).getUsableSpace();
    } catch (IOException e) {
      throw new RefusedException(
          Reason.STORAGE, "the studies folder cannot be read (%s)".formatted(e));
    }
    if (bytes > free) {
      throw new RefusedException(
          Reason.STORAGE,
          "checkpoints and results need up to %s, but the disk of %s has %s free; delete studies"
              .formatted(Mebibytes.of(bytes), parent, Mebibytes.of(free)));
    }
  }

  /**
   * Returns the failure of a study whose files could not be written: a {@link RefusedException} if
   * no file can be written beside its folder either.
   */
  RuntimeException failure(Path folder, IOException failed) {
    Path probe = staging(parent);
    try {
      Files.createDirectory(probe);
      try {
        WholeFile.write(probe.resolve("probe"), new byte[PROBE_BYTES]);
      } finally {
        new FolderTree(probe).delete();
      }
      return new UncheckedIOException(
          "its files in %s cannot be written (%s)".formatted(folder, StageFailure.message(failed)),
          failed);
    } catch (IOException alsoFailed) {
      return new RefusedException(
          Reason.STORAGE,
          "no study can be written to %s (%s); free disk space, or make the folder writable"
              .formatted(parent, StageFailure.message(failed)));
    }
  }

  /**
   * Reads the maps of an inactive study.
   *
   * @throws RefusedException if it has none
   */
  StudyMaps maps(StudyView study, MapView view) throws IOException {
    return directory(study.id())
        .results()
        .maps(study, view)
        .orElseThrow(() -> RefusedException.conflict("study " + study.id() + " has no maps"));
  }

  /** Reads the last snapshot of an inactive study; empty if it has no maps. */
  Optional<StudySnapshot> snapshot(StudyView study) throws IOException {
    List<StudySnapshot.Channel> channels =
        study.channels().stream()
            .map(
                channel ->
                    new StudySnapshot.Channel(
                        channel.nEff(), orNaN(channel.quality().reliability()), channel.standing()))
            .toList();
    return directory(study.id())
        .results()
        .maps(study, MapView.MAP)
        .map(maps -> new StudySnapshot(maps, study.progress().seconds(), channels, true));
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
