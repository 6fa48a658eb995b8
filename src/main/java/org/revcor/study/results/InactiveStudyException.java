package org.revcor.study.results;

import org.revcor.RevcorException;
import org.revcor.schema.Spelling;

/** A request for stimuli, or outputs, of a study that shows none now. */
public final class InactiveStudyException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final StudyState state;

  public InactiveStudyException(String study, StudyState state) {
    super("study %s is %s and takes no responses".formatted(study, Spelling.word(state)));
    this.state = state;
  }

  public StudyState state() {
    return state;
  }
}
