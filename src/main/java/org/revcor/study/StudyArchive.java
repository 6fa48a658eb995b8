package org.revcor.study;

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
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.TimedId;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.lane.Protocol;
import org.revcor.observer.ClassReadout;
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

  /**
   * Takes a study that was unpacked beside the folders of the others.
   *
   * @param unused whether an id was never used here
   * @return the study, under a new id if its own is used
   */
  StudyView adopt(ImportedStudy imported, Predicate<String> unused) throws IOException {
    String id = imported.study().id();
    boolean free =
        TimedId.isOne(id)
            && !studies.containsKey(id)
            && unused.test(id)
            && !Files.exists(directory(id).folder());
    StudyView study = imported.place(parent, free ? id : newId());
    studies.put(study.id(), study);
    return study;
  }

  /** Deletes what a study could go on from; returns the study as it is now. */
  StudyView dropCheckpoints(StudyView study) throws IOException {
    RunDirectory directory = directory(study.id());
    StudyView without = study.withoutCheckpoint();
    directory.writeRecord(without);
    for (Path checkpoint : directory.checkpoints()) {
      Files.delete(checkpoint);
    }
    studies.put(without.id(), without);
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
    return maps(directory(study.id()), study, view);
  }

  /** A view of the study in a folder; empty if there is none. */
  static Optional<StudyMaps> maps(RunDirectory directory, StudyView study, MapView view)
      throws IOException {
    Optional<float[]> stored = directory.read(view);
    int planes = study.shape().get(0);
    int height = study.shape().get(1);
    int width = study.shape().get(2);
    int channels = study.channels().size();
    int values = planes * height * width;
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (stored.get().length != channels * values) {
      throw new IOException(
          "%s of study %s has another size than its record says"
              .formatted(view.label(), study.id()));
    }
    float[][] maps = new float[channels][values];
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(stored.get(), channel * values, maps[channel], 0, values);
    }
    double[] counts = study.channels().stream().mapToDouble(StudyView.ChannelView::count).toArray();
    List<String> names = study.channels().stream().map(StudyView.ChannelView::name).toList();
    return Optional.of(
        new StudyMaps(
            view,
            estimand(study),
            study.trials(),
            planes,
            height,
            width,
            names,
            signals(study, names),
            counts,
            maps));
  }

  /** Of a study that is split by signals each signal has a channel for every class. */
  private static List<String> signals(StudyView study, List<String> names) {
    if (!study.readout().equals(ClassReadout.LABEL.word())
        || !study.specification().path("study").path("readout").path("by-signal").booleanValue()) {
      return List.of();
    }
    int classes = study.observer().classes().size();
    String first = Protocol.cell("", study.observer().classes().getFirst());
    return IntStream.iterate(0, i -> i < names.size(), i -> i + classes)
        .mapToObj(i -> names.get(i).substring(0, names.get(i).length() - first.length()))
        .toList();
  }

  /** The last snapshot of a study that has ended; empty if it left no maps. */
  Optional<StudySnapshot> snapshot(StudyView study) throws IOException {
    List<ChannelStatistics> statistics = new ArrayList<>();
    for (StudyView.ChannelView channel : study.channels()) {
      statistics.add(
          new ChannelStatistics(
              channel.count(),
              channel.nEff(),
              orNaN(channel.r()),
              orNaN(channel.reliability()),
              orNaN(channel.assured()),
              orNaN(channel.snr()),
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

  private static Estimand estimand(StudyView study) {
    Object label = study.conventions().get("estimand");
    return Stream.of(Estimand.values())
        .filter(estimand -> estimand.label().equals(label))
        .findFirst()
        .orElse(Estimand.CLASS_MAP);
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
