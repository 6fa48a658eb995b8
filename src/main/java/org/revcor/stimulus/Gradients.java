package org.revcor.stimulus;

import org.revcor.InvalidInputException;

/** Creates exceptions for stimuli without gradients. */
final class Gradients {
  private Gradients() {}

  static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.estimator", "an estimator with gradients", expected);
  }
}
