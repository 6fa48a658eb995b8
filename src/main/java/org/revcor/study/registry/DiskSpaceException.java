package org.revcor.study.registry;

import org.revcor.study.results.StudyConflictException;

/** The disk or its quota is too small for a study, or no study can be written. */
final class DiskSpaceException extends StudyConflictException {
  private static final long serialVersionUID = 1L;

  DiskSpaceException(String message) {
    super(message);
  }
}
