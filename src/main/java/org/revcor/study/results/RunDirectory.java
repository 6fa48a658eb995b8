package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.file.CheckpointWriter;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.ResultFiles.DamagedFileException;

/**
 * The folder of a study: its specification, record, history of looks and checkpoints, and the names
 * of all files that it may contain.
 *
 * <p>The server and {@code revcor run --out} share the format. Every file except those of looks is
 * written to a temporary file, synced and renamed. So a reader never reads a partial file.
 */
public record RunDirectory(Path folder) {
  public static final String RECORD = Artefact.RECORD.fileName();
  private static final String SPECIFICATION = Artefact.STUDY.fileName();
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(\\d{1,18})");
  private static final int MAX_CHECKPOINTS = 2;

  /** Temporary files of a process that was killed. */
  private static final String UNFINISHED = ".*.part";

  /** A file of correlations with a reference, named by the digest of its maps. */
  static final String REFERENCE = "reference-%s.csv";

  private static final String REFERENCES = REFERENCE.formatted("*");
  private static final Pattern REFERENCE_FILE =
      Pattern.compile(REFERENCE.formatted("[0-9a-f]{8}").replace(".", "\\."));

  public Path history() {
    return Artefact.HISTORY.in(folder);
  }

  public Path responses() {
    return Artefact.RESPONSES.in(folder);
  }

  public ResultFiles results() {
    return new ResultFiles(folder);
  }

  /**
   * Prepares the folder to resume an earlier run, or to start a new one in its place. Deletes
   * temporary files of a crash, and checkpoints newer than the one resumed, which would hide the
   * next ones.
   *
   * <p>The record of the submitted study is written before any result changes, so a process that is
   * killed meanwhile never leaves a finished study without its results.
   */
  public void prepare(Resumption resumption, StudyView study) throws IOException {
    Files.createDirectories(folder);
    boolean isNew = resumption.from().isEmpty();
    for (Path unfinished : matching(UNFINISHED)) {
      Files.delete(unfinished);
    }
    Optional<StudyView> earlier = isNew ? record() : Optional.empty();
    if (earlier.isPresent()) {
      deleteCheckpoints(earlier.get());
    }
    for (Path checkpoint : checkpoints()) {
      if (isNew || trials(checkpoint).orElseThrow() > resumption.trials()) {
        Files.delete(checkpoint);
      }
    }
    writeRecord(study);
    results().deleteDigests();
    write(SPECIFICATION, Json.MAPPER.writeValueAsBytes(study.setup().completeFile()));
    if (isNew) {
      deleteResults();
      lookFiles(Optional.empty()).begin();
      Files.deleteIfExists(Artefact.MAPS_OVER_TRIALS.in(folder));
    } else {
      lookFiles(Optional.empty()).retain(resumption.trialsOfLooks());
      for (Path file : references()) {
        LookFiles.retainInReference(file, resumption.trialsOfLooks());
      }
      results().deleteEnd();
    }
    snapshots(resumption.study()).retain(resumption.trials());
  }

  /**
   * Deletes checkpoints and responses, so that a new run uses nothing of the earlier one. A process
   * that is killed meanwhile leaves the earlier study, which can be restarted.
   */
  public void deleteRun(Optional<StudyView> earlier) throws IOException {
    if (earlier.isPresent()) {
      deleteCheckpoints(earlier.get());
    }
    Files.deleteIfExists(responses());
    deleteContrasts();
  }

  /** Deletes the answers by which contrasts were found, so that a new run finds them again. */
  public void deleteContrasts() throws IOException {
    Files.deleteIfExists(Artefact.CONTRASTS.in(folder));
    Files.deleteIfExists(Artefact.CONTRAST_RESPONSES.in(folder));
  }

  /** Deletes the checkpoints of a study, whose record is written without them before. */
  private void deleteCheckpoints(StudyView study) throws IOException {
    writeRecord(study.withoutCheckpoint());
    for (Path checkpoint : checkpoints()) {
      Files.delete(checkpoint);
    }
  }

  private void deleteResults() throws IOException {
    for (Artefact file : Artefact.values()) {
      if (!Artefact.Stage.STATE.has(file) && !Artefact.Stage.LOOKS.has(file)) {
        Files.deleteIfExists(file.in(folder));
      }
    }
    for (Path file : references()) {
      Files.delete(file);
    }
  }

  private List<Path> references() throws IOException {
    return matching(REFERENCES);
  }

  private List<Path> matching(String names) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
      found.forEach(files::add);
    }
    return files;
  }

  public LookFiles lookFiles(Optional<Reference> reference) {
    return new LookFiles(
        history(), Artefact.LOOKS.in(folder), reference.map(maps -> folder.resolve(maps.file())));
  }

  public MapSnapshots snapshots(PreparedStudy study) {
    return new MapSnapshots(
        Artefact.MAPS_OVER_TRIALS.in(folder),
        study.channels().size(),
        study.mapShape(),
        study.plan().blockSize());
  }

  /** Returns the snapshots of the maps of a study. */
  public MapSnapshots snapshots(StudyView study) {
    return new MapSnapshots(
        Artefact.MAPS_OVER_TRIALS.in(folder),
        study.channels().size(),
        study.setup().shape(),
        study.setup().plan().blockSize());
  }

  public List<Path> checkpoints() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> trials(file).isPresent())
          .sorted(Comparator.comparingLong((Path file) -> trials(file).getAsLong()).reversed())
          .toList();
    }
  }

  private static OptionalLong trials(Path checkpoint) {
    Matcher name = CHECKPOINT.matcher(checkpoint.getFileName().toString());
    return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
  }

  public CheckpointWriter checkpoint(CheckpointHeader header, int parts) throws IOException {
    return CheckpointWriter.create(
        folder.resolve("checkpoint-" + header.trials()), header.bytes(), parts);
  }

  /**
   * Deletes all checkpoints but the last two, and unfinished ones: those that could not be written
   * could not always be deleted.
   */
  public void deleteOldCheckpoints() throws IOException {
    List<Path> all = checkpoints();
    for (Path old : all.subList(Math.min(MAX_CHECKPOINTS, all.size()), all.size())) {
      Files.delete(old);
    }
    for (Path unfinished : matching(".checkpoint-*.part")) {
      Files.delete(unfinished);
    }
  }

  public void writeRecord(StudyView study) throws IOException {
    write(RECORD, Json.MAPPER.writeValueAsBytes(study));
  }

  /** Returns the record; empty if it cannot be read. */
  public Optional<StudyView> record() {
    try {
      return Optional.of(readRecord());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private StudyView readRecord() throws IOException {
    Path file = folder.resolve(RECORD);
    if (!Files.exists(file)) {
      throw new IOException("is missing");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("is no regular file"); // a named pipe may have no end
    }
    return StudyViewReader.read(file);
  }

  /** Returns why the record cannot be read, such as {@code record.json is missing}. */
  public String recordProblem() {
    try {
      readRecord();
      return RECORD + " was unreadable and is readable now";
    } catch (IOException problem) {
      return RECORD + " " + problem.getMessage();
    }
  }

  /** Returns whether the folder has a file that only studies have. */
  public boolean isStudy() {
    return Stream.of(RECORD, SPECIFICATION).anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  /**
   * Returns whether the folder has a record or a checkpoint, readable or not. A study file alone
   * may be that of a user.
   */
  public boolean hasRecordOrCheckpoint() throws IOException {
    return Files.exists(folder.resolve(RECORD)) || !checkpoints().isEmpty();
  }

  public void delete() throws IOException {
    new FolderTree(folder).delete();
  }

  /** Returns whether a study folder may contain a file of this name. */
  public static boolean mayHave(String name) {
    return Artefact.named(name).isPresent()
        || name.equals(ResultFiles.DIGESTS)
        || CHECKPOINT.matcher(name).matches()
        || REFERENCE_FILE.matcher(name).matches();
  }

  /** Returns the size of the folder on disk in bytes; 0 if it does not exist. */
  public long diskBytes() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException gone) {
      return 0;
    }
  }

  /** Returns all files of the study by name, without other files in the folder. */
  public List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> mayHave(file.getFileName().toString())).sorted().toList();
    }
  }

  /**
   * Checks all files of an inactive study: results by their stored digests, checkpoints by those
   * that they contain.
   *
   * @throws DamagedFileException if one is damaged
   */
  public void check() throws IOException {
    for (Path file : files()) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw damaged(file, "no regular file");
      }
    }
    results().checkAll();
    for (Path file : checkpoints()) {
      try {
        CheckpointHeader.of(Checkpoint.of(file));
      } catch (UnreadableCheckpointException unreadable) {
        throw damaged(file, unreadable.problem());
      } catch (IOException headless) {
        throw damaged(file, "without a valid header of a study");
      }
    }
  }

  private DamagedFileException damaged(Path file, String how) {
    return new DamagedFileException(folder, file.getFileName().toString(), how);
  }

  private void write(String name, byte[] bytes) throws IOException {
    WholeFile.write(folder.resolve(name), bytes);
  }
}
