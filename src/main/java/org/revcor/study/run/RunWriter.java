package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.function.IORunnable;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.MapView;
import org.revcor.file.CheckpointWriter;
import org.revcor.file.WholeFile;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.LookFiles;
import org.revcor.study.results.MapSnapshots;
import org.revcor.study.results.Reference;
import org.revcor.study.results.RunDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the run directory, but for the results, which {@link Closing} writes. Storage errors are
 * reported in the study's status; the study continues in memory, and failed writes are repeated.
 * Used only by the run's actor, unless stated otherwise.
 */
final class RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

  private static final long MIN_REFRESH_NANOS = 2_000_000_000;

  enum Part {
    RECORD("its record"),
    LOOKS("its history"),
    CHECKPOINT("a checkpoint"),
    RESULTS("its results");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  private final RunDirectory directory;
  private final StudyStatus status;
  private final Optional<Reference> reference;
  private final LookFiles looks;
  private final MapSnapshots snapshots;
  private final ActorRef<? super StudyRun.FolderLost> run;
  private final Map<Part, String> unwritten = new LinkedHashMap<>();
  private boolean isFolderLost;
  private long refreshed = System.nanoTime();

  RunWriter(
      RunDirectory directory,
      StudyStatus status,
      Optional<Reference> reference,
      ActorRef<? super StudyRun.FolderLost> run) {
    this.directory = directory;
    this.status = status;
    this.reference = reference;
    this.looks = directory.lookFiles(reference);
    this.snapshots = directory.snapshots(status.study());
    this.run = run;
  }

  RunDirectory directory() {
    return directory;
  }

  /** Writes the study's record, its newest view; returns whether it was written. */
  boolean writeRecord() {
    boolean hadFailed = unwritten.containsKey(Part.RECORD);
    boolean isWritten = attempt(Part.RECORD, () -> directory.writeRecord(status.view()));
    // the record that ends a failure still states it
    return (isWritten && hadFailed) ? writeRecord() : isWritten;
  }

  /** Writes the record while the study runs, unless that is less than 2 s ago. */
  void refreshRecord() {
    if (System.nanoTime() - refreshed >= MIN_REFRESH_NANOS) {
      refreshed = System.nanoTime();
      writeRecord();
    }
  }

  /** Returns the views that a look at so many blocks needs. */
  Set<MapView> viewsAtLook(long blocks) {
    return reference.isPresent() || snapshots.isDue(blocks) ? EnumSet.of(MapView.MAP) : Set.of();
  }

  /**
   * Adds a look to the history, with its running time, to the correlations with the reference, and
   * to the snapshots.
   *
   * @param reports reports with {@link #viewsAtLook}
   */
  void look(MapEvaluation look, ChannelReports reports) {
    if (snapshots.isDue(look.trials() / status.study().plan().blockSize())) {
      snapshots.add(reports.maps(status.study(), MapView.MAP), look.statuses());
    }
    List<String> channels = status.study().channels();
    double[] correlations =
        reference
            .map(maps -> maps.correlations(reports.maps(status.study(), MapView.MAP).maps()))
            .orElseGet(() -> new double[0]);
    attempt(
        Part.LOOKS,
        () -> {
          looks.add(look, channels, status.seconds(), correlations);
          snapshots.flush();
        });
  }

  /**
   * Creates a checkpoint after writing all looks, so it never counts looks that the history lacks.
   *
   * @return empty if it cannot be written now
   */
  Optional<CheckpointWriter> checkpoint(CheckpointHeader header, int parts) {
    if (!attempt(Part.LOOKS, this::flushLooks)) {
      return Optional.empty();
    }
    try {
      return Optional.of(directory.checkpoint(header, parts));
    } catch (IOException e) {
      notWritten(Part.CHECKPOINT, e);
      return Optional.empty();
    }
  }

  private void flushLooks() throws IOException {
    looks.flush();
    snapshots.flush();
  }

  /**
   * Commits a checkpoint. Thread-safe.
   *
   * @return its digest
   * @throws UncheckedIOException if it cannot be written; the previous one is kept
   */
  String commit(CheckpointWriter writer) {
    try (writer) {
      looks.sync();
      WholeFile.sync(Artefact.MAPS_OVER_TRIALS.in(directory.folder()));
      String digest = writer.commit();
      directory.deleteOldCheckpoints();
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean attempt(Part what, IORunnable write) {
    try {
      write.run();
      written(what);
      return true;
    } catch (IOException e) {
      notWritten(what, e);
      return false;
    }
  }

  void written(Part what) {
    if (unwritten.remove(what) != null) {
      LOG.info("study {}: {} can be written again", status.id(), what.label);
      report();
    }
  }

  /**
   * Records that a part could not be written. If the folder was deleted, the run cannot continue. A
   * missing parent is a file system that is not mounted, and may return.
   */
  void notWritten(Part what, Throwable failure) {
    Path folder = directory.folder().toAbsolutePath();
    if (isFolderLost || (Files.notExists(folder) && Files.isDirectory(folder.resolveSibling("")))) {
      if (!isFolderLost) {
        isFolderLost = true;
        run.tell(new StudyRun.FolderLost());
      }
      return;
    }
    String cause = StageFailure.message(failure);
    if (!cause.equals(unwritten.put(what, cause))) {
      LOG.warn("study {}: {} cannot be written: {}", status.id(), what.label, cause);
      report();
    }
  }

  private void report() {
    status.storageProblem(
        unwritten.entrySet().stream()
            .findFirst()
            .map(
                entry ->
                    "%s cannot be written (%s); the study continues in memory"
                        .formatted(entry.getKey().label, entry.getValue())));
  }
}
