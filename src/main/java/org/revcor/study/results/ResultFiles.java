package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.schema.Json;

/** The files of an inactive study: maps, counts and images; once it has ended, the summary. */
public final class ResultFiles {
  /** Members of the study that its summary has; {@code record.json} has all. */
  private static final List<String> IN_SUMMARY =
      List.of(
          "seed",
          "trials",
          "seconds",
          "trialsPerSecond",
          "observer",
          "conventions",
          "plan",
          "end",
          "stopping",
          "channels");

  private static final List<String> IN_SUMMARY_OF_CHANNEL = List.of("name", "count", "reliability");

  private final Path folder;
  private final StoredDigests digests;

  ResultFiles(Path folder) {
    this.folder = folder;
    this.digests = new StoredDigests(folder);
  }

  /**
   * Returns the content of a result.
   *
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws DamagedFileException if it is not as it was written
   */
  public byte[] read(Artefact file) throws IOException {
    return digests.content(file.fileName());
  }

  /**
   * Checks a result.
   *
   * @return its path; empty if it has no digest
   * @throws DamagedFileException if it is not as it was written
   */
  public Optional<Path> checked(Artefact file) throws IOException {
    return digests.check(file.fileName())
        ? Optional.of(folder.resolve(file.fileName()))
        : Optional.empty();
  }

  /**
   * Writes all views of the maps, with counts and images.
   *
   * @param views one of each {@link MapView}
   */
  public void writeMaps(List<StudyMaps> views) throws IOException {
    try (StoredDigests.Replacement files = digests.replaceAll()) {
      for (StudyMaps maps : views) {
        files.write(Artefact.of(maps.view()), maps.npy());
        if (maps.view() == MapView.MAP) {
          files.write(Artefact.COUNTS, Npy.counts(maps.counts()));
          files.write(Artefact.MAPS_IMAGE, MapImage.sheet(maps));
        }
        Optional<StudyMaps> classification = ClassificationImages.of(maps);
        if (classification.isPresent() && maps.view() == MapView.MAP) {
          files.write(Artefact.CLASSIFICATION, classification.get().npy());
          files.write(Artefact.CLASSIFICATION_IMAGE, MapImage.sheet(classification.get()));
        } else if (classification.isPresent() && maps.view() == MapView.ERROR) {
          files.write(Artefact.CLASSIFICATION_ERRORS, classification.get().npy());
        }
      }
    }
  }

  /**
   * Writes other results. Their digests are not stored if those of the maps are not, as after a
   * crash.
   */
  public void writeOthers(Map<Artefact, byte[]> files) throws IOException {
    try (StoredDigests.Replacement all = digests.replaceSome()) {
      for (Map.Entry<Artefact, byte[]> file : files.entrySet()) {
        all.write(file.getKey(), file.getValue());
      }
    }
  }

  /** Writes the summary, the last of all results, and the digests of the files of looks. */
  public void writeSummary(StudyView study) throws IOException {
    try (StoredDigests.Replacement files = digests.replaceSome()) {
      ObjectNode summary = Json.MAPPER.valueToTree(study);
      summary.retain(IN_SUMMARY);
      summary
          .path("channels")
          .forEach(channel -> ((ObjectNode) channel).retain(IN_SUMMARY_OF_CHANNEL));
      files.write(Artefact.SUMMARY, Json.MAPPER.writeValueAsBytes(summary));
      files.add(Artefact.HISTORY);
      files.add(Artefact.LOOKS);
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
      throw new DamagedFileException(
          folder, Artefact.of(view).fileName(), String.valueOf(damaged.getMessage()));
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
    String name = Artefact.HISTORY.fileName();
    if (!digests.check(name) && Files.exists(folder.resolve(name))) {
      FileCheck.checkTable(folder, name);
    }
  }

  /** Deletes the results of an end, which are those of fewer trials once the study resumes. */
  void deleteEnd() throws IOException {
    for (Artefact file : Artefact.of(Artefact.Stage.END)) {
      Files.deleteIfExists(folder.resolve(file.fileName()));
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
