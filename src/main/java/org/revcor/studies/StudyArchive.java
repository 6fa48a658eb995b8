package org.revcor.studies;

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
import org.revcor.TimedId;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;
import org.revcor.estimate.SignalToNoise;
import org.revcor.study.RunDirectory;
import org.revcor.study.StoredMaps;
import org.revcor.study.StudyMaps;
import org.revcor.study.StudySnapshot;
import org.revcor.study.StudyView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest view of every study, and the run directories behind them. Not thread-safe. */
final class StudyArchive {
  private static final Logger LOG = LoggerFactory.getLogger(StudyArchive.class);

  private final Path parent;
  private final NavigableMap<String, StudyView> studies = new TreeMap<>();

  /** Reads what the folders of all studies say of them. */
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
          "data-dir",
          parent + " (" + e.getMessage() + ")",
          "a folder that can be read and written");
    }
  }

  private void readRecord(Path folder) {
    String id = folder.getFileName().toString();
    Optional<StudyView> record = new RunDirectory(folder).record();
    if (record.isEmpty() || !record.get().id().equals(id)) {
      LOG.warn("{} holds no record of a study and is left alone", folder);
    } else {
      studies.put(id, record.get());
    }
  }

  /**
   * Sets down that a study ended without having said so itself.
   *
   * @return the study as it is now
   */
  StudyView fail(StudyView study, String problem) {
    StudyView failed = study.failed(problem, Clock.systemUTC().instant().toString());
    studies.put(failed.id(), failed);
    try {
      directory(failed.id()).writeRecord(failed);
    } catch (IOException e) {
      LOG.warn("the record of study {} could not be written", failed.id(), e);
    }
    return failed;
  }

  /** Whether a text may become the id of a study. */
  boolean isFree(String id) {
    return TimedId.isOne(id) && !studies.containsKey(id) && !Files.exists(directory(id).folder());
  }

  /**
   * Moves a study that was unpacked among the others. May be called by any thread.
   *
   * @param id of which there is none
   * @return the study under this id
   */
  StudyView place(ImportedStudy imported, String id) throws IOException {
    return imported.place(parent, id);
  }

  /**
   * Deletes what a study could go on from. May be called by any thread.
   *
   * @return the study as it is then
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

  /** All of them. */
  List<StudyView> all() {
    return List.copyOf(studies.values());
  }

  /** A new id; ids sort by time. */
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
   * @throws UnknownStudyException if there is none
   */
  StudyView require(String id) {
    return get(id).orElseThrow(() -> new UnknownStudyException(id));
  }

  /** Newest first. */
  Studies.Page page(int limit, @Nullable String after) {
    Collection<StudyView> newestFirst =
        (after == null ? studies : studies.headMap(after, false)).descendingMap().values();
    List<StudyView> page = newestFirst.stream().limit(limit).toList();
    boolean more = newestFirst.size() > page.size();
    return new Studies.Page(page, more && !page.isEmpty() ? page.getLast().id() : null);
  }

  /** Forgets a study whose folder is gone. */
  void remove(String id) {
    studies.remove(id);
  }

  /** A view of a study that has ended; empty if it left none. May be called by any thread. */
  Optional<StudyMaps> maps(StudyView study, MapView view) throws IOException {
    return StoredMaps.of(directory(study.id()), study, view);
  }

  /**
   * The last snapshot of a study that has ended; empty if it left no maps. May be called by any
   * thread.
   */
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

  /** Signal over noise by the reliability, which records of every version have. */
  private static double ratio(@Nullable Double reliability) {
    return reliability == null ? Double.NaN : reliability / (1 - reliability);
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
