package org.revcor.worker.cluster;

import org.revcor.RevcorException;

/** Certificates cannot be made, since the JDK's keytool is missing or has failed. */
public final class KeytoolException extends RevcorException {
  private static final long serialVersionUID = 1L;

  KeytoolException(String message) {
    super(message);
  }
}
