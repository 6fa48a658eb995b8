package org.revcor.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.revcor.checkpoint.CheckpointWriter;
import org.revcor.estimate.Look;
import org.revcor.estimate.MapView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a run's directory up to date. What cannot be written is said of the study, which goes on in
 * memory, and is written when it can be. Used by the run's actor alone, but where it says
 * otherwise.
 */
final class RunRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);

  /** What there is to be written. */
  enum Part {
    VIEW("its record"),
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
  private final Map<Part, String> unwritten = new LinkedHashMap<>();

  /**
   * @param reference whose maps those of each look are correlated with
   */
  RunRecorder(RunDirectory directory, StudyStatus status, Optional<Reference> reference) {
    this.directory = directory;
    this.status = status;
    this.reference = reference;
    this.looks = directory.looks(reference);
  }

  RunDirectory directory() {
    return directory;
  }

  /** Writes the study's view. */
  void view() {
    attempt(Part.VIEW, () -> directory.writeRecord(status.view()));
  }

  /** What of the maps is wanted at a look. */
  Set<MapView> viewsAtLooks() {
    return reference.isPresent() ? EnumSet.of(MapView.MAP) : Set.of();
  }

  /**
   * Adds a look to the history, with the time that it took to get there, and to the correlations
   * with the reference.
   *
   * @param gathered with {@link #viewsAtLooks}
   */
  void look(Look look, Accumulators.Gathered gathered) {
    List<String> channels = status.study().channels();
    double[] correlations =
        reference
            .map(maps -> maps.correlations(status.maps(MapView.MAP, gathered).maps()))
            .orElseGet(() -> new double[0]);
    attempt(Part.LOOKS, () -> looks.add(look, channels, status.seconds(), correlations));
  }

  /**
   * Begins a checkpoint, which never tells of looks that the history lacks.
   *
   * @return empty if it cannot be written now
   */
  Optional<CheckpointWriter> checkpoint(CheckpointHeader header, int parts) {
    if (!attempt(Part.LOOKS, looks::flush)) {
      return Optional.empty();
    }
    try {
      return Optional.of(directory.checkpoint(header, parts));
    } catch (IOException e) {
      notWritten(Part.CHECKPOINT, e);
      return Optional.empty();
    }
  }

  /**
   * Ends a checkpoint. May be called by any thread.
   *
   * @return its digest
   * @throws UncheckedIOException if it cannot be written; the one before is kept
   */
  String commit(CheckpointWriter writer) {
    try (writer) {
      looks.sync();
      String digest = writer.commit();
      directory.deleteOldCheckpoints();
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  private boolean attempt(Part what, Writing writing) {
    try {
      writing.run();
      written(what);
      return true;
    } catch (IOException e) {
      notWritten(what, e);
      return false;
    }
  }

  /** It could be written. */
  void written(Part what) {
    if (unwritten.remove(what) != null) {
      LOG.info("study {}: {} can be written again", status.id(), what.label);
      tell();
    }
  }

  /** It could not be written. */
  void notWritten(Part what, Throwable failure) {
    String cause = Cause.message(failure);
    if (!cause.equals(unwritten.put(what, cause))) {
      LOG.warn("study {}: {} cannot be written: {}", status.id(), what.label, cause);
      tell();
    }
  }

  private void tell() {
    status.storageProblem(
        unwritten.entrySet().stream()
            .findFirst()
            .map(
                entry ->
                    "%s cannot be written (%s); the study goes on in memory"
                        .formatted(entry.getKey().label, entry.getValue())));
  }
}
