package org.revcor.server;

import org.revcor.RevcorException;

/** A rejected request, with the problem of its response. */
final class RefusedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
