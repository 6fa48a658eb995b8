package org.revcor.file;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint is truncated, damaged, or of another version of Revcor. */
public final class UnreadableCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableCheckpointException(Path file, String problem) {
    super("%s %s".formatted(file.getFileName(), problem));
  }

  UnreadableCheckpointException(Path file, IOException cause) {
    super("%s cannot be read (%s)".formatted(file.getFileName(), cause), cause);
  }
}
