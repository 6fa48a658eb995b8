package org.revcor.study.results;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.revcor.estimate.MapView;
import org.revcor.file.Digest;
import org.revcor.file.Npy;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/**
 * The files of an inactive study: maps, counts and images; once it has ended, the summary. {@code
 * digests.json} has their SHA-256 by name. It is deleted before results change and written
 * afterwards. So a crash leaves results without digests, which are not checked, not with wrong
 * ones.
 */
public final class ResultFiles {
  static final String DIGESTS = "digests.json";

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
          "verdict",
          "stopping",
          "channels");

  private static final List<String> IN_SUMMARY_OF_CHANNEL = List.of("name", "count", "reliability");

  private final Path folder;

  ResultFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns the content of a result.
   *
   * @throws NoSuchFileException if it does not exist
   * @throws DamagedFileException if it is not as it was written
   */
  public byte[] read(Artefact file) throws IOException {
    String name = file.fileName();
    Optional<String> digest = digest(name);
    byte[] content = Files.readAllBytes(regular(name));
    require(name, digest, Digest.of(content));
    return content;
  }

  /**
   * Checks a result, which may be larger than the memory.
   *
   * @return its path; empty if it has no digest
   * @throws DamagedFileException if it is missing or not as it was written
   */
  public Optional<Path> checked(Artefact file) throws IOException {
    return check(file.fileName()) ? Optional.of(file.in(folder)) : Optional.empty();
  }

  private boolean check(String name) throws IOException {
    Path file = regular(name);
    Optional<String> digest = digest(name);
    if (digest.isPresent()) {
      try {
        require(name, digest, Digest.of(file));
      } catch (NoSuchFileException missing) {
        if (digest.equals(digest(name))) {
          throw new DamagedFileException(folder, name, "missing");
        }
      }
    }
    return digest.isPresent();
  }

  /**
   * Checks all results.
   *
   * @return their digests by name; empty if none are stored
   */
  SortedMap<String, String> checkAll() throws IOException {
    SortedMap<String, String> digests = digests().orElseGet(TreeMap::new);
    for (Artefact file : Artefact.values()) {
      if (file.hasDigest() || digests.containsKey(file.fileName())) {
        check(file.fileName());
      }
    }
    return digests;
  }

  /** Refuses a file that differs from its digest, unless results were replaced meanwhile. */
  private void require(String name, Optional<String> digest, String actual) throws IOException {
    if (digest.isPresent() && !digest.get().equals(actual) && digest.equals(digest(name))) {
      throw new DamagedFileException(
          folder, name, "damaged: its SHA-256 is not the one in " + DIGESTS);
    }
  }

  /** Returns the path of a file, which is missing or regular: a named pipe may have no end. */
  private Path regular(String name) throws DamagedFileException {
    Path file = folder.resolve(name);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DamagedFileException(folder, name, "no regular file");
    }
    return file;
  }

  /**
   * Returns the digest of a result; empty if none are stored.
   *
   * @throws DamagedFileException if the result exists and others have digests
   */
  private Optional<String> digest(String name) throws IOException {
    boolean isRequired = Files.exists(folder.resolve(name)) && isRequired(name);
    Optional<SortedMap<String, String>> digests = digests();
    if (isRequired && digests.isPresent() && !digests.get().containsKey(name)) {
      throw new DamagedFileException(folder, DIGESTS, "without " + name);
    }
    return digests.map(all -> all.get(name));
  }

  /** Files of looks may have no digest in folders of earlier versions until the study has ended. */
  private boolean isRequired(String name) {
    boolean isOfLooks = Artefact.named(name).filter(Artefact.Stage.LOOKS::has).isPresent();
    return !isOfLooks || Files.exists(Artefact.SUMMARY.in(folder));
  }

  private Optional<SortedMap<String, String>> digests() throws IOException {
    try {
      SortedMap<String, String> digests =
          Json.MAPPER.readValue(
              Files.readAllBytes(regular(DIGESTS)),
              new TypeReference<TreeMap<String, String>>() {});
      if (digests != null && !digests.containsValue(null)) {
        return Optional.of(digests);
      }
      throw new DamagedFileException(folder, DIGESTS, "not readable");
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JacksonException e) {
      throw new DamagedFileException(folder, DIGESTS, "not readable");
    }
  }

  public void writeMaps(List<StudyMaps> views) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (Artefact file : Artefact.of(Artefact.Stage.LOOKS)) {
      digests.put(file.fileName(), Digest.of(file.in(folder)));
    }
    Map<Artefact, Supplier<byte[]>> files = new LinkedHashMap<>();
    for (StudyMaps maps : views) {
      Optional<StudyMaps> classification = ClassificationImages.of(maps);
      files.put(Artefact.of(maps.view()), maps::npy);
      if (maps.view() == MapView.MAP) {
        files.put(Artefact.COUNTS, () -> Npy.counts(maps.counts()));
        files.put(Artefact.MAPS_IMAGE, () -> MapImage.sheet(maps));
        classification.ifPresent(
            images -> {
              files.put(Artefact.CLASSIFICATION, images::npy);
              files.put(Artefact.CLASSIFICATION_IMAGE, () -> MapImage.sheet(images));
            });
      } else if (maps.view() == MapView.ERROR) {
        classification.ifPresent(images -> files.put(Artefact.CLASSIFICATION_ERRORS, images::npy));
      }
    }
    write(files, Optional.of(digests));
  }

  /**
   * Writes other results. Their digests are not stored if those of the maps are not, as after a
   * crash.
   */
  public void writeOthers(Map<Artefact, byte[]> others) throws IOException {
    Optional<SortedMap<String, String>> digests;
    try {
      digests = digests();
    } catch (DamagedFileException unreadable) {
      digests = Optional.of(new TreeMap<>());
    }
    Map<Artefact, Supplier<byte[]>> files = new LinkedHashMap<>();
    others.forEach((file, content) -> files.put(file, () -> content));
    write(files, digests);
  }

  private void write(
      Map<Artefact, Supplier<byte[]>> files, Optional<SortedMap<String, String>> digests)
      throws IOException {
    deleteDigests();
    for (Map.Entry<Artefact, Supplier<byte[]>> file : files.entrySet()) {
      byte[] content = file.getValue().get();
      WholeFile.write(file.getKey().in(folder), content);
      digests.ifPresent(all -> all.put(file.getKey().fileName(), Digest.of(content)));
    }
    if (digests.isPresent()) {
      WholeFile.write(folder.resolve(DIGESTS), Json.MAPPER.writeValueAsBytes(digests.get()));
    }
  }

  public void writeSummary(StudyView study) throws IOException {
    ObjectNode summary = Json.MAPPER.valueToTree(study);
    summary.retain(IN_SUMMARY);
    summary
        .path("channels")
        .forEach(channel -> ((ObjectNode) channel).retain(IN_SUMMARY_OF_CHANNEL));
    writeOthers(Map.of(Artefact.SUMMARY, Json.MAPPER.writeValueAsBytes(summary)));
  }

  /**
   * Reads a view of all maps.
   *
   * @return empty if it left none
   * @throws DamagedFileException if the file is not as it was written, or of another size than the
   *     record
   */
  public Optional<StudyMaps> maps(StudyView study, MapView view) throws IOException {
    Artefact file = Artefact.of(view);
    if (Files.notExists(file.in(folder))) {
      return Optional.empty();
    }
    float[] values;
    try {
      values = Npy.floats(read(file));
    } catch (IllegalArgumentException damaged) {
      throw new DamagedFileException(folder, file.fileName(), String.valueOf(damaged.getMessage()));
    }
    List<Integer> shape = study.setup().shape();
    float[][] maps =
        new float[study.channels().size()][shape.stream().reduce(1, Math::multiplyExact)];
    if (values.length != maps.length * maps[0].length) {
      throw new DamagedFileException(folder, file.fileName(), "of another size than its record");
    }
    for (int channel = 0; channel < maps.length; channel++) {
      System.arraycopy(
          values, channel * maps[channel].length, maps[channel], 0, maps[channel].length);
    }
    return Optional.of(
        new StudyMaps(
            view,
            study.setup().estimand(),
            study.progress().trials(),
            shape,
            study.channels().stream().map(ChannelView::name).toList(),
            study.signals(),
            study.channels().stream().mapToDouble(ChannelView::count).toArray(),
            maps));
  }

  /** Deletes the results of an end, which are those of fewer trials once the study resumes. */
  void deleteEnd() throws IOException {
    for (Artefact file : Artefact.of(Artefact.Stage.END)) {
      Files.deleteIfExists(file.in(folder));
    }
  }

  void deleteDigests() throws IOException {
    Files.deleteIfExists(folder.resolve(DIGESTS));
  }

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

    public String name() {
      return name;
    }

    public String how() {
      return how;
    }
  }
}
