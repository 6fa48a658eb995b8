package org.revcor.stimulus;

import org.revcor.InvalidInputException;

/** Refuses gradients of stimuli that have none. */
final class Gradients {
  private Gradients() {}

  static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.estimator", "one that takes gradients", expected);
  }
}
