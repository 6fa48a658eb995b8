package org.revcor.study.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;
import org.revcor.estimate.SignalToNoise;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StoredMaps;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudySnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest view of every study, and access to its run directory. Not thread-safe. */
final class StudyArchive {
  private static final Logger LOG = LoggerFactory.getLogger(StudyArchive.class);

  private final Path parent;
  private final NavigableMap<String, StudyView> studies = new TreeMap<>();

  /** Reads the records of all run directories. */
  StudyArchive(Path parent) {
    this.parent = parent;
    try {
      Files.createDirectories(parent);
      try (Stream<Path> folders = Files.list(parent)) {
        folders
            .filter(Files::isDirectory)
            .filter(folder -> !ImportedStudy.isStaging(folder))
            .forEach(this::readRecord);
      }
    } catch (IOException e) {
      throw new org.revcor.InvalidInputException(
          "data-dir", parent + " (" + e.getMessage() + ")", "a readable and writable folder");
    }
  }

  private void readRecord(Path folder) {
    String id = folder.getFileName().toString();
    Optional<StudyView> record = new RunDirectory(folder).record();
    if (record.isEmpty() || !record.get().id().equals(id)) {
      LOG.warn("{} contains no record of a study and is ignored", folder);
    } else {
      studies.put(id, record.get());
    }
  }

  /**
   * Records the failure of a study that stopped without reporting its end.
   *
   * @return the failed study
   */
  StudyView fail(StudyView study, String problem) {
    StudyView failed = study.withFailure(problem, Clock.systemUTC().instant().toString());
    studies.put(failed.id(), failed);
    try {
      directory(failed.id()).writeRecord(failed);
    } catch (IOException e) {
      LOG.warn("the record of study {} cannot be written", failed.id(), e);
    }
    return failed;
  }

  /** Whether a text is a valid and unused id. */
  boolean isFree(String id) {
    return TimedId.isOne(id) && !studies.containsKey(id) && !Files.exists(directory(id).folder());
  }

  /**
   * Moves an unpacked study to the run directories. Thread-safe.
   *
   * @param id new id; unused
   * @return the study with this id
   */
  StudyView move(ImportedStudy imported, String id) throws IOException {
    return imported.moveTo(parent, id);
  }

  /**
   * Deletes the checkpoints of a study. Thread-safe.
   *
   * @return the study without its checkpoint
   */
  StudyView deleteCheckpoints(StudyView study) throws IOException {
    RunDirectory directory = directory(study.id());
    StudyView without = study.withoutCheckpoint();
    directory.writeRecord(without);
    for (Path checkpoint : directory.checkpoints()) {
      Files.delete(checkpoint);
    }
    return without;
  }

  List<StudyView> all() {
    return List.copyOf(studies.values());
  }

  /** Returns a new id; ids sort by time. */
  String newId() {
    return TimedId.next(id -> Files.exists(directory(id).folder()));
  }

  RunDirectory directory(String id) {
    return new RunDirectory(parent.resolve(id));
  }

  void put(StudyView study) {
    studies.put(study.id(), study);
  }

  Optional<StudyView> get(String id) {
    return Optional.ofNullable(studies.get(id));
  }

  /**
   * @throws UnknownStudyException if the study does not exist
   */
  StudyView require(String id) {
    return get(id).orElseThrow(() -> new UnknownStudyException(id));
  }

  /** Returns a page of the studies, newest first. */
  Studies.Page page(int limit, @Nullable String after) {
    Collection<StudyView> newestFirst =
        (after == null ? studies : studies.headMap(after, false)).descendingMap().values();
    List<StudyView> page = newestFirst.stream().limit(limit).toList();
    boolean more = newestFirst.size() > page.size();
    return new Studies.Page(page, more && !page.isEmpty() ? page.getLast().id() : null);
  }

  /** Removes a study; its run directory stays. */
  void remove(String id) {
    studies.remove(id);
  }

  /** Reads the maps of an inactive study; empty if it has none. Thread-safe. */
  Optional<StudyMaps> maps(StudyView study, MapView view) throws IOException {
    return StoredMaps.of(directory(study.id()), study, view);
  }

  /** Reads the last snapshot of an inactive study; empty if it has no maps. Thread-safe. */
  Optional<StudySnapshot> snapshot(StudyView study) throws IOException {
    List<ChannelStatistics> statistics = new ArrayList<>();
    for (StudyView.ChannelView channel : study.channels()) {
      statistics.add(
          new ChannelStatistics(
              channel.count(),
              channel.nEff(),
              orNaN(channel.r()),
              new SignalToNoise(
                  ratio(channel.reliability()),
                  orNaN(channel.assured()),
                  orNaN(channel.dimensions()),
                  Double.NaN),
              Double.NaN,
              0));
    }
    return maps(study, MapView.MAP)
        .map(
            maps ->
                new StudySnapshot(
                    maps,
                    study.seconds(),
                    statistics,
                    study.channels().stream().map(StudyView.ChannelView::standing).toList(),
                    true));
  }

  /** Computes the signal-to-noise ratio from the reliability, which all record versions have. */
  private static double ratio(@Nullable Double reliability) {
    return reliability == null ? Double.NaN : reliability / (1 - reliability);
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
