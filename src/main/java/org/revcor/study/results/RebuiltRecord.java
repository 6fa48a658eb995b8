package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Checkpoint;
import org.revcor.schema.Json;

/**
 * Rebuilds the record of an ended study from its summary, which omits identity and times. They come
 * from the folder's name and from the times of its files.
 */
final class RebuiltRecord {
  private static final String WARNING =
      RunDirectory.RECORD
          + " was damaged and is rebuilt from "
          + ResultFiles.SUMMARY
          + "; the times are those of the files";

  private RebuiltRecord() {}

  /** Returns the record; empty if there is no readable summary, as before the end of a study. */
  static Optional<StudyView> of(RunDirectory directory) {
    Path summary = directory.results().summary();
    try {
      if (!(Json.MAPPER.readTree(directory.results().readSummary()) instanceof ObjectNode record)) {
        return Optional.empty();
      }
      record.put("id", directory.folder().toAbsolutePath().getFileName().toString());
      record.put("state", record.path("problem").isTextual() ? "failed" : "finished");
      record.put("created", time(directory.folder().resolve(RunDirectory.SPECIFICATION)));
      record.put("ended", time(summary));
      record.withArray("warnings").add(WARNING);
      record.set("checkpoint", Json.MAPPER.valueToTree(newest(directory.checkpoints())));
      return Optional.of(StudyViewReader.read(record));
    } catch (IOException | UnsupportedOperationException unreadable) {
      return Optional.empty();
    }
  }

  private static String time(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().toString();
  }

  private static StudyView.@Nullable CheckpointView newest(List<Path> checkpoints)
      throws IOException {
    if (checkpoints.isEmpty()) {
      return null;
    }
    Checkpoint newest = Checkpoint.of(checkpoints.getFirst());
    return new StudyView.CheckpointView(CheckpointHeader.of(newest).trials(), newest.digest());
  }
}
