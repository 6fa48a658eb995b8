package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.schema.Json;

/** The files of an inactive study: maps, counts and images; once it has ended, the summary. */
public final class ResultFiles {
  static final String SUMMARY = "summary.json";
  static final String COUNTS = "counts.npy";
  private static final String CLASSIFICATION = "classification";
  private static final String IMAGE = "maps.png";

  /** Names of the files of maps, and of the summary. */
  private static final List<String> NAMES =
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

  /** Names of all results, which do not change once a study is inactive. */
  static final Set<String> ALL =
      Stream.of(
              List.of(RunDirectory.HISTORY, RunDirectory.LOOKS),
              NAMES,
              CovarianceFiles.NAMES,
              RegressionFiles.NAMES,
              KnownReport.NAMES)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Fields of the view that a summary omits: identity and time, which differ between equal studies.
   */
  private static final List<String> NOT_IN_SUMMARY =
      List.of(
          "id",
          "state",
          "created",
          "owner",
          "ended",
          "etaTrials",
          "etaSeconds",
          "checkpoint",
          "storageProblem");

  private final Path folder;
  private final StoredDigests digests;

  ResultFiles(Path folder) {
    this.folder = folder;
    this.digests = new StoredDigests(folder);
  }

  /** Returns the path of the summary of an ended study. */
  public Path summary() {
    return folder.resolve(SUMMARY);
  }

  /** Returns the summary; throws as {@link #endFile}. */
  public byte[] readSummary() throws IOException {
    return endFile(SUMMARY);
  }

  /**
   * Returns a file that exists once a study with covariance or a regression has ended.
   *
   * @param name such as {@code stc.json} or {@code regression.json}
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws DamagedFileException if it is not as it was written
   */
  public byte[] endFile(String name) throws IOException {
    return digests.content(name);
  }

  /**
   * Checks a result.
   *
   * @return its path; empty if it has no digest
   * @throws DamagedFileException if it is not as it was written
   */
  public Optional<Path> checked(String name) throws IOException {
    return digests.check(name) ? Optional.of(folder.resolve(name)) : Optional.empty();
  }

  /**
   * Writes all views of the maps, with counts and images.
   *
   * @param views one of each {@link MapView}
   */
  public void writeMaps(List<StudyMaps> views) throws IOException {
    try (StoredDigests.Replacement files = digests.replaceAll()) {
      for (StudyMaps maps : views) {
        files.write(name(maps.view()), maps.npy());
        if (maps.view() == MapView.MAP) {
          files.write(COUNTS, Npy.counts(maps.counts()));
          files.write(IMAGE, MapImage.sheet(maps));
        }
        Optional<StudyMaps> classification = ClassificationImages.of(maps);
        if (classification.isPresent() && maps.view() == MapView.MAP) {
          files.write(CLASSIFICATION + ".npy", classification.get().npy());
          files.write(CLASSIFICATION + ".png", MapImage.sheet(classification.get()));
        } else if (classification.isPresent() && maps.view() == MapView.ERROR) {
          files.write(CLASSIFICATION + "-errors.npy", classification.get().npy());
        }
      }
    }
  }

  /**
   * Writes other results. Their digests are not stored if those of the maps are not, as after a
   * crash.
   *
   * @param files contents by name
   */
  public void writeOthers(Map<String, byte[]> files) throws IOException {
    try (StoredDigests.Replacement all = digests.replaceSome()) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        all.write(file.getKey(), file.getValue());
      }
    }
  }

  /** Writes the summary, the last of all results, and the digests of the files of looks. */
  public void writeSummary(StudyView study) throws IOException {
    try (StoredDigests.Replacement files = digests.replaceSome()) {
      ObjectNode summary = Json.MAPPER.valueToTree(study);
      summary.remove(NOT_IN_SUMMARY);
      files.write(SUMMARY, Json.MAPPER.writeValueAsBytes(summary));
      files.add(RunDirectory.HISTORY);
      files.add(RunDirectory.LOOKS);
    }
  }

  /**
   * Reads a view of an ended study, channel by channel; empty if it does not exist.
   *
   * @throws DamagedFileException if the file is not as it was written
   * @throws IOException if it cannot be read
   */
  public Optional<float[]> read(MapView view) throws IOException {
    try {
      return npy(view).map(Npy::floats);
    } catch (IllegalArgumentException damaged) {
      throw new DamagedFileException(folder, name(view), String.valueOf(damaged.getMessage()));
    }
  }

  /** Returns the content of the file of a view; empty if it does not exist. */
  Optional<byte[]> npy(MapView view) throws IOException {
    return Files.exists(folder.resolve(name(view)))
        ? Optional.of(digests.content(name(view)))
        : Optional.empty();
  }

  /** Returns the name of the file of a view. */
  public static String name(MapView view) {
    return switch (view) {
      case MAP -> "maps.npy";
      case ERROR -> "errors.npy";
      case Z -> "z.npy";
      case HALF_A -> "half-a.npy";
      case HALF_B -> "half-b.npy";
    };
  }

  /**
   * Checks the history, without a digest by its format.
   *
   * @throws DamagedFileException if it is damaged
   */
  public void checkHistory() throws IOException {
    if (!digests.check(RunDirectory.HISTORY)
        && Files.exists(folder.resolve(RunDirectory.HISTORY))) {
      FileCheck.checkTable(folder, RunDirectory.HISTORY);
    }
  }

  /** Deletes the results of an end, which are those of fewer trials once the study resumes. */
  void deleteEnd() throws IOException {
    for (List<String> names :
        List.of(
            List.of(SUMMARY), CovarianceFiles.NAMES, RegressionFiles.NAMES, KnownReport.NAMES)) {
      for (String name : names) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  /** Deletes the digests before the results change. */
  void deleteDigests() throws IOException {
    digests.delete();
  }

  /** A file of a study is not as it was written. */
  public static final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String how;

    /**
     * @param folder run directory, by default named after the study
     * @param how what the file is, such as {@code truncated}
     */
    DamagedFileException(Path folder, String name, String how) {
      super(
          "%s of study %s is %s; restore the file or run the study again"
              .formatted(name, folder.getFileName(), how));
      this.name = name;
      this.how = how;
    }

    /** Returns the name of the file. */
    public String name() {
      return name;
    }

    /** Returns what the file is, such as {@code truncated}. */
    public String how() {
      return how;
    }
  }
}
