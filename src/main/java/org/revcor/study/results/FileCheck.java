package org.revcor.study.results;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.schema.Json;
import org.revcor.study.results.ResultFiles.DamagedFileException;

/**
 * Checks all files of an inactive study: results by their stored digests, checkpoints by the
 * digests that they contain, and other tables and JSON by their format.
 */
public record FileCheck(RunDirectory directory) {
  /** First columns of tables. */
  private static final Set<String> KEYS = Set.of("trials", "channel", "class");

  /** Columns of the history that are no numbers. */
  private static final Set<String> WORDS = Set.of("channel", "standing");

  /**
   * Checks the files.
   *
   * @throws DamagedFileException if one is damaged
   */
  public void run() throws IOException {
    List<Path> observer = Stream.of(directory.observer()).filter(Files::exists).toList();
    List<Path> all = Stream.of(directory.files(), observer).flatMap(List::stream).toList();
    for (Path file : all) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw damaged(file.getFileName().toString(), StoredDigests.IRREGULAR);
      }
    }
    Set<String> checked = new StoredDigests(directory.folder()).checkAll();
    for (Path file : all) {
      String name = file.getFileName().toString();
      if (!checked.contains(name)) {
        check(file, name);
      }
    }
  }

  private void check(Path file, String name) throws IOException {
    Optional<Artefact> artefact = Artefact.named(name);
    if (artefact.isEmpty() && !name.endsWith(".csv") && !name.endsWith(".json")) {
      checkCheckpoint(file, name);
    } else if (name.endsWith(".csv")) {
      checkTable(directory.folder(), name);
    } else if (name.endsWith(".json")) {
      checkJson(file, name);
    }
  }

  private void checkJson(Path file, String name) throws IOException {
    try {
      if (Json.MAPPER.readTree(file.toFile()).isContainerNode()) {
        return;
      }
    } catch (JacksonException other) {
      // refused below
    }
    throw damaged(name, "not readable JSON");
  }

  private void checkCheckpoint(Path file, String name) throws IOException {
    try {
      CheckpointHeader.of(Checkpoint.of(file));
    } catch (UnreadableCheckpointException unreadable) {
      throw damaged(name, unreadable.problem());
    } catch (IOException headless) {
      throw damaged(name, "without a valid header of a study");
    }
  }

  /**
   * Checks a table, which may end with an unfinished line: each line has as many values as the
   * header, and those of looks are numbers.
   */
  static void checkTable(Path folder, String name) throws IOException {
    try (WholeLines lines = new WholeLines(folder.resolve(name))) {
      List<String> columns = WholeLines.values(lines.next().orElse(""));
      if (!KEYS.contains(columns.getFirst())) {
        throw new DamagedFileException(folder, name, "not a table with a header");
      }
      int number = 1;
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        number++;
        if (!isRow(columns, WholeLines.values(line.get()))) {
          throw new DamagedFileException(folder, name, "damaged in line " + number);
        }
      }
    } catch (CharacterCodingException other) {
      throw new DamagedFileException(folder, name, "not text in UTF-8");
    }
  }

  private static boolean isRow(List<String> columns, List<String> values) {
    if (columns.size() != values.size()) {
      return false;
    }
    try {
      for (int i = 0; i < columns.size() && columns.getFirst().equals("trials"); i++) {
        if (i == 0) {
          Long.parseLong(values.get(i));
        } else if (!WORDS.contains(columns.get(i))) {
          Double.parseDouble(values.get(i));
        }
      }
      return true;
    } catch (NumberFormatException word) {
      return false;
    }
  }

  private DamagedFileException damaged(String name, String how) {
    return new DamagedFileException(directory.folder(), name, how);
  }
}
