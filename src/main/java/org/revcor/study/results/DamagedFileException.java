package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a study is not as it was written. */
public final class DamagedFileException extends IOException {
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
