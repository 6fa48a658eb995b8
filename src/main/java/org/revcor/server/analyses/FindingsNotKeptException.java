package org.revcor.server.analyses;

import java.io.IOException;
import org.revcor.RevcorException;

/** What an analysis found cannot be written into its folder. */
final class FindingsNotKeptException extends RevcorException {
  private static final long serialVersionUID = 1L;

  FindingsNotKeptException(IOException why) {
    super("its findings cannot be written (%s)".formatted(why), why);
  }
}
