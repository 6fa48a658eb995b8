package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/** The files of an ended study: its maps, their counts and images, and its summary. */
public final class ResultFiles {
  static final String SUMMARY = "summary.json";
  private static final String COUNTS = "counts.npy";
  private static final String CLASSIFICATION = "classification";
  private static final String IMAGE = "maps.png";

  /** Names of all files. */
  static final List<String> NAMES =
      Stream.concat(
              Stream.of(
                  SUMMARY,
                  COUNTS,
                  IMAGE,
                  CLASSIFICATION + ".npy",
                  CLASSIFICATION + ".png",
                  CLASSIFICATION + "-errors.npy"),
              Stream.of(MapView.values()).map(ResultFiles::name))
          .toList();

  /**
   * Fields of the view that a summary omits: identity and time, which differ between equal studies.
   */
  private static final List<String> NOT_IN_SUMMARY =
      List.of(
          "id",
          "state",
          "created",
          "ended",
          "etaTrials",
          "etaSeconds",
          "checkpoint",
          "storageProblem");

  private final Path folder;

  ResultFiles(Path folder) {
    this.folder = folder;
  }

  /** Returns the path of the summary of an ended study. */
  public Path summary() {
    return folder.resolve(SUMMARY);
  }

  /**
   * Returns the path of a file that exists once a study with covariance or a regression has ended.
   *
   * @param name such as {@code stc.json} or {@code regression.json}
   */
  public Path endFile(String name) {
    return folder.resolve(name);
  }

  /**
   * Writes all views of the maps, with counts and images.
   *
   * @param views one of each {@link MapView}
   * @throws UncheckedIOException if a file cannot be written
   */
  public void writeMaps(List<StudyMaps> views) {
    try {
      for (StudyMaps maps : views) {
        write(name(maps.view()), maps.npy());
        if (maps.view() == MapView.MAP) {
          write(COUNTS, Npy.counts(maps.counts()));
          write(IMAGE, MapImage.sheet(maps));
        }
        Optional<StudyMaps> classification = ClassificationImages.of(maps);
        if (classification.isPresent() && maps.view() == MapView.MAP) {
          write(CLASSIFICATION + ".npy", classification.get().npy());
          write(CLASSIFICATION + ".png", MapImage.sheet(classification.get()));
        } else if (classification.isPresent() && maps.view() == MapView.ERROR) {
          write(CLASSIFICATION + "-errors.npy", classification.get().npy());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes other results.
   *
   * @param files contents by name
   * @throws UncheckedIOException if a file cannot be written
   */
  public void writeOthers(Map<String, byte[]> files) {
    files.forEach(this::writeOther);
  }

  /** Writes another result, see {@link #writeOthers}. */
  void writeOther(String name, byte[] content) {
    try {
      write(name, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the summary, the last of all results.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void writeSummary(StudyView study) {
    try {
      ObjectNode summary = Json.MAPPER.valueToTree(study);
      summary.remove(NOT_IN_SUMMARY);
      write(SUMMARY, Json.MAPPER.writeValueAsBytes(summary));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a view of an ended study, channel by channel; empty if it does not exist.
   *
   * @throws IOException if the file cannot be read, or is damaged
   */
  public Optional<float[]> read(MapView view) throws IOException {
    try {
      return npy(view).map(Npy::floats);
    } catch (IllegalArgumentException damaged) {
      throw new IOException("%s is %s".formatted(file(view), damaged.getMessage()), damaged);
    }
  }

  /** Returns the content of the file of a view; empty if it does not exist. */
  Optional<byte[]> npy(MapView view) throws IOException {
    Path file = file(view);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  private Path file(MapView view) {
    return folder.resolve(name(view));
  }

  private static String name(MapView view) {
    return switch (view) {
      case MAP -> "maps.npy";
      case ERROR -> "errors.npy";
      case Z -> "z.npy";
      case HALF_A -> "half-a.npy";
      case HALF_B -> "half-b.npy";
    };
  }

  private void write(String name, byte[] bytes) throws IOException {
    WholeFile.write(folder.resolve(name), bytes);
  }
}
