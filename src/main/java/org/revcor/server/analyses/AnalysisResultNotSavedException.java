package org.revcor.server.analyses;

import java.io.IOException;
import org.revcor.RevcorException;

/** What an analysis found cannot be written into its folder. */
final class AnalysisResultNotSavedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  AnalysisResultNotSavedException(IOException why) {
    super("its findings cannot be written (%s)".formatted(why), why);
  }
}
