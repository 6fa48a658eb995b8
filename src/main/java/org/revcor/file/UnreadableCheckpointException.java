package org.revcor.file;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint is truncated, damaged, or of another version of Revcor. */
public final class UnreadableCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final boolean ofOtherVersion;

  /**
   * @param problem what the file is, such as {@code truncated}
   */
  UnreadableCheckpointException(Path file, String problem) {
    this(file, problem, false);
  }

  private UnreadableCheckpointException(Path file, String problem, boolean ofOtherVersion) {
    super("%s is %s".formatted(file.getFileName(), problem));
    this.problem = problem;
    this.ofOtherVersion = ofOtherVersion;
  }

  static UnreadableCheckpointException ofOtherVersion(Path file) {
    return new UnreadableCheckpointException(file, "of another version of Revcor", true);
  }

  UnreadableCheckpointException(Path file, IOException cause) {
    super("%s cannot be read (%s)".formatted(file.getFileName(), cause), cause);
    this.problem = "not readable (%s)".formatted(cause);
    this.ofOtherVersion = false;
  }

  /** Returns what the file is, such as {@code truncated}. */
  public String problem() {
    return problem;
  }

  /** Returns whether another version of Revcor wrote the file, which may be intact. */
  public boolean isOfOtherVersion() {
    return ofOtherVersion;
  }
}
