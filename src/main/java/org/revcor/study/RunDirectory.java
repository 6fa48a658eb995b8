package org.revcor.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.revcor.WholeFile;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Look;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Verdict;

/**
 * The folder of a study: its specification, its record, the history of its looks and, at the end,
 * its results.
 *
 * <p>Server and {@code revcor run --out} share the format. Every file but those of looks is written
 * to a temporary file, synced and renamed, so that a reader sees the whole of it or none.
 */
public final class RunDirectory {
  private static final String SPECIFICATION = "study.json";
  private static final String RECORD = "record.json";
  private static final String HISTORY = "history.csv";
  private static final String LOOKS = "looks.csv";
  private static final String SUMMARY = "summary.json";
  private static final String CHECKPOINT = "checkpoint";
  private static final String COUNTS = "counts.npy";
  private static final String CLASSIFICATION = "classification";
  private static final String PICTURE = "maps.png";
  private static final String HISTORY_HEADER =
      "trials,channel,count,reliability,snr,assured,standing,precision,trialsTo\n";
  private static final String LOOKS_HEADER = "trials,seconds\n";

  /** A file of correlations with a reference, by a mark of its maps. */
  static final String REFERENCE = "reference-%s.csv";

  private static final String REFERENCES = REFERENCE.formatted("*");
  private static final String REFERENCE_HEADER =
      "trials,channel,%s\n".formatted(Reference.CORRELATION);

  /**
   * What a summary leaves out of the view: identity and clock, which differ between equal studies.
   */
  private static final List<String> NOT_IN_SUMMARY =
      List.of("id", "state", "created", "ended", "etaTrials", "etaSeconds");

  private final Path folder;

  public RunDirectory(Path folder) {
    this.folder = folder;
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }

  /** The history, one row a look and channel, as CSV. */
  public Path history() {
    return folder.resolve(HISTORY);
  }

  /** The summary of an ended study. */
  public Path summary() {
    return folder.resolve(SUMMARY);
  }

  /**
   * A file of {@code docs/covariance.md}, which is there once a study with covariance has ended.
   *
   * @param name such as {@code stc.json}
   */
  public Path covariance(String name) {
    return folder.resolve(name);
  }

  /** Begins a run: writes the specification and an empty history; results of an earlier run go. */
  void begin(StudyView study) throws IOException {
    Files.createDirectories(folder);
    for (MapView view : MapView.values()) {
      Files.deleteIfExists(file(view));
    }
    for (String name : List.of(COUNTS, SUMMARY, PICTURE, CHECKPOINT)) {
      Files.deleteIfExists(folder.resolve(name));
    }
    for (List<String> names :
        List.of(
            CovarianceFiles.NAMES, Significance.NAMES, SmoothAxes.NAMES, NonNegativeParts.NAMES)) {
      for (String name : names) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
    for (Path file : references()) {
      Files.delete(file);
    }
    write(SPECIFICATION, Json.MAPPER.writeValueAsBytes(study.specification()));
    write(HISTORY, HISTORY_HEADER.getBytes(StandardCharsets.UTF_8));
    write(LOOKS, LOOKS_HEADER.getBytes(StandardCharsets.UTF_8));
    writeRecord(study);
  }

  /**
   * Goes on with an earlier run: of its history the looks after the checkpoint go, they will be
   * made again.
   *
   * @param looks trial counts of the looks to keep
   */
  void resume(Set<Long> looks) throws IOException {
    keep(HISTORY, HISTORY_HEADER, looks);
    if (Files.exists(folder.resolve(LOOKS))) {
      keep(LOOKS, LOOKS_HEADER, looks);
    } else {
      write(LOOKS, LOOKS_HEADER.getBytes(StandardCharsets.UTF_8));
    }
    for (Path file : references()) {
      keep(file.getFileName().toString(), REFERENCE_HEADER, looks);
    }
  }

  private List<Path> references() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, REFERENCES)) {
      found.forEach(files::add);
    }
    return files;
  }

  private void keep(String name, String header, Set<Long> looks) throws IOException {
    List<String> kept =
        Files.readAllLines(folder.resolve(name)).stream()
            .filter(row -> header.startsWith(row) || looks.contains(trials(row)))
            .toList();
    write(name, (String.join("\n", kept) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static long trials(String row) {
    return Long.parseLong(row.substring(0, row.indexOf(',')));
  }

  /**
   * The last checkpoint, if there is one that can be gone on from: it can be read, and the history
   * has the columns that this version writes.
   */
  Optional<Checkpoint> checkpoint() {
    try (Stream<String> rows = Files.lines(history())) {
      Checkpoint last = Checkpoint.of(Files.readAllBytes(folder.resolve(CHECKPOINT)));
      return rows.findFirst().filter(HISTORY_HEADER.strip()::equals).map(header -> last);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a checkpoint in place of the last.
   *
   * @throws UncheckedIOException if it cannot be written; the last is kept
   */
  void writeCheckpoint(Checkpoint point) {
    try {
      write(CHECKPOINT, point.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds a look to the history.
   *
   * @param seconds running time so far
   */
  void append(Look look, List<String> channels, double seconds) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < channels.size(); i++) {
      ChannelStatistics channel = look.channels().get(i);
      rows.append(look.trials()).append(',').append(quoted(channels.get(i)));
      rows.append(',').append(channel.count()).append(',').append(channel.reliability());
      rows.append(',').append(channel.snr()).append(',').append(channel.assured());
      Verdict verdict = look.verdicts().get(i);
      rows.append(',')
          .append(SpecificationReader.word(verdict.standing()))
          .append(',')
          .append(verdict.precision());
      rows.append(',').append(verdict.trialsTo()).append('\n');
    }
    Files.writeString(history(), rows, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    Files.writeString(
        folder.resolve(LOOKS),
        String.format(Locale.ROOT, "%d,%.3f\n", look.trials(), seconds),
        StandardOpenOption.APPEND,
        StandardOpenOption.CREATE);
  }

  /**
   * Adds a look to the correlations with a reference.
   *
   * @param correlations one a channel
   */
  void append(Reference reference, long trials, List<String> channels, double[] correlations)
      throws IOException {
    Path file = folder.resolve(reference.file());
    StringBuilder rows = new StringBuilder(Files.exists(file) ? "" : REFERENCE_HEADER);
    for (int i = 0; i < correlations.length; i++) {
      rows.append(trials).append(',').append(quoted(channels.get(i)));
      rows.append(',').append(correlations[i]).append('\n');
    }
    Files.writeString(file, rows, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
  }

  /**
   * How the maps grew; no looks if there is no history.
   *
   * @param channels number of channels of the study
   * @param reference whose correlations are read as well
   * @throws IOException if the files cannot be read, or are none of looks
   */
  public Convergence convergence(int channels, Optional<Reference> reference) throws IOException {
    return Convergence.read(
        history(),
        folder.resolve(LOOKS),
        reference.map(maps -> folder.resolve(maps.file())),
        channels);
  }

  private static String quoted(String name) {
    return name.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }

  void writeRecord(StudyView study) throws IOException {
    write(RECORD, Json.MAPPER.writeValueAsBytes(study));
  }

  /** The record, if there is one that can be read. */
  public Optional<StudyView> record() {
    try {
      return Optional.of(Json.MAPPER.readValue(folder.resolve(RECORD).toFile(), StudyView.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes all results.
   *
   * @param views one of each {@link MapView}
   * @param further contents of further files, by name
   * @param point what an incomplete study may go on from
   * @throws UncheckedIOException if a file cannot be written
   */
  void writeResults(
      List<StudyMaps> views,
      Map<String, byte[]> further,
      StudyView study,
      Optional<Checkpoint> point) {
    try {
      if (point.isPresent()) {
        writeCheckpoint(point.get());
      } else {
        Files.deleteIfExists(folder.resolve(CHECKPOINT));
      }
      for (StudyMaps maps : views) {
        write(file(maps.view()).getFileName().toString(), Npy.maps(maps));
        if (maps.view() == MapView.MAP) {
          write(COUNTS, Npy.counts(maps.counts()));
          write(PICTURE, MapPicture.sheet(maps));
        }
        Optional<StudyMaps> classification = ClassificationImages.of(maps);
        if (classification.isPresent() && maps.view() == MapView.MAP) {
          write(CLASSIFICATION + ".npy", Npy.maps(classification.get()));
          write(CLASSIFICATION + ".png", MapPicture.sheet(classification.get()));
        } else if (classification.isPresent() && maps.view() == MapView.ERROR) {
          write(CLASSIFICATION + "-errors.npy", Npy.maps(classification.get()));
        }
      }
      for (Map.Entry<String, byte[]> file : further.entrySet()) {
        write(file.getKey(), file.getValue());
      }
      ObjectNode summary = Json.MAPPER.valueToTree(study);
      summary.remove(NOT_IN_SUMMARY);
      write(SUMMARY, Json.MAPPER.writeValueAsBytes(summary));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a view of an ended study, channel by channel; empty if it was not written. */
  public Optional<float[]> read(MapView view) throws IOException {
    return bytes(view).map(Npy::floats);
  }

  /** The file of a view; empty if it was not written. */
  Optional<byte[]> bytes(MapView view) throws IOException {
    Path file = file(view);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** Deletes the folder with all in it. */
  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Path file(MapView view) {
    return folder.resolve(
        switch (view) {
          case MAP -> "maps.npy";
          case ERROR -> "errors.npy";
          case Z -> "z.npy";
          case HALF_A -> "half-a.npy";
          case HALF_B -> "half-b.npy";
        });
  }

  private void write(String name, byte[] bytes) throws IOException {
    WholeFile.write(folder.resolve(name), bytes);
  }
}
