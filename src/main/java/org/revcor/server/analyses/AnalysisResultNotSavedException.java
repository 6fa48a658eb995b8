package org.revcor.server.analyses;

import java.io.IOException;
import org.revcor.RevcorException;

/** The result of an analysis cannot be written. */
final class AnalysisResultNotSavedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  AnalysisResultNotSavedException(IOException why) {
    super("the result cannot be written (%s)".formatted(why), why);
  }
}
