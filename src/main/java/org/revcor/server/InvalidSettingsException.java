package org.revcor.server;

import java.util.List;
import org.revcor.RevcorException;

/** Invalid settings; the message has one line per problem. */
public final class InvalidSettingsException extends RevcorException {
  private static final long serialVersionUID = 1L;

  InvalidSettingsException(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** Returns the problems, one sentence each. */
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
