package org.revcor.server;

import java.util.List;
import org.revcor.RevcorException;

/** Settings that cannot be used; the message has a line for each problem. */
public final class InvalidSettingsException extends RevcorException {
  private static final long serialVersionUID = 1L;

  InvalidSettingsException(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** What is wrong, a sentence each. */
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
