package org.revcor.server;

import org.revcor.RevcorException;

/** The server cannot start; the message states the obstacle. */
public final class ServerStartException extends RevcorException {
  private static final long serialVersionUID = 1L;

  ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }

  ServerStartException(String message) {
    super(message);
  }
}
