package org.revcor.file;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint is truncated, damaged, or of another version of Revcor. */
public final class UnreadableCheckpointException extends IOException {
  static final String OTHER_VERSION = "of another version of Revcor";

  private static final long serialVersionUID = 1L;

  private final String problem;

  /**
   * @param problem what the file is, such as {@code truncated}
   */
  UnreadableCheckpointException(Path file, String problem) {
    super("%s is %s".formatted(file.getFileName(), problem));
    this.problem = problem;
  }

  UnreadableCheckpointException(Path file, IOException cause) {
    super("%s cannot be read (%s)".formatted(file.getFileName(), cause), cause);
    this.problem = "not readable (%s)".formatted(cause);
  }

  /** Returns what the file is, such as {@code truncated}. */
  public String problem() {
    return problem;
  }

  /** Returns whether another version of Revcor wrote the file, which may be intact. */
  public boolean isOfOtherVersion() {
    return problem.equals(OTHER_VERSION);
  }
}
