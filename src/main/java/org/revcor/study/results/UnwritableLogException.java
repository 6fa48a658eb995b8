package org.revcor.study.results;

import java.io.IOException;
import org.revcor.RevcorException;
import org.revcor.study.plan.StageFailure;

/** Outputs that cannot be stored now, for example since the disk is full; they may be later. */
public final class UnwritableLogException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public UnwritableLogException(IOException cause) {
    super("outputs cannot be written (%s)".formatted(StageFailure.message(cause)), cause);
  }
}
