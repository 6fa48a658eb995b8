package org.revcor.study.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Checkpoint;
import org.revcor.schema.Json;

/**
 * Rebuilds the record of an ended study from its summary, which omits identity and times. They come
 * from the folder's name, which has the time of creation if it is an id, and from the times of its
 * files. The owner is unknown.
 */
final class RebuiltRecord {
  private static final String WARNING =
      RunDirectory.RECORD
          + " was damaged and is rebuilt from "
          + ResultFiles.SUMMARY
          + "; its owner is unknown, and its end is the time of the file";

  private RebuiltRecord() {}

  /** Returns the record; empty if there is no readable summary, as before the end of a study. */
  static Optional<StudyView> of(RunDirectory directory) {
    Path summary = directory.results().summary();
    try {
      if (!(Json.MAPPER.readTree(directory.results().readSummary()) instanceof ObjectNode record)) {
        return Optional.empty();
      }
      String id = directory.folder().toAbsolutePath().getFileName().toString();
      record.put("id", id);
      record.put("state", record.path("problem").isTextual() ? "failed" : "finished");
      record.put("created", created(id, directory.folder().resolve(RunDirectory.SPECIFICATION)));
      record.put("ended", time(summary));
      record.withArray("warnings").add(WARNING);
      record.set("checkpoint", Json.MAPPER.valueToTree(newest(directory.checkpoints())));
      return Optional.of(StudyViewReader.read(record));
    } catch (IOException | UnsupportedOperationException unreadable) {
      return Optional.empty();
    }
  }

  private static String created(String id, Path specification) throws IOException {
    Optional<Instant> ofId = TimedId.time(id);
    return ofId.isPresent() ? ofId.get().toString() : time(specification);
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
