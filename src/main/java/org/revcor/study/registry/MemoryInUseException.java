package org.revcor.study.registry;

import org.revcor.study.results.StudyConflictException;

/** The sums of a study do not fit into the memory beside those of running studies. */
final class MemoryInUseException extends StudyConflictException {
  private static final long serialVersionUID = 1L;

  MemoryInUseException(String message) {
    super(message);
  }
}
