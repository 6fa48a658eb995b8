package org.revcor.stimulus;

import org.revcor.InvalidInputException;

/** Which stimuli gradients can be taken of. */
final class Gradients {
  private Gradients() {}

  /**
   * @throws InvalidInputException if the law has no Stein kernel
   */
  static SteinKernel kernel(Law law) {
    return law.steinKernel()
        .orElseThrow(
            () ->
                refused(
                    "average with the %s law, whose values are apart, so that a gradient at one says nothing exact of the step to the other; uniform and gaussian have gradients"
                        .formatted(law.name())));
  }

  static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.estimator", "one that takes gradients", expected);
  }
}
