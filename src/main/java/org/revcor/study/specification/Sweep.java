package org.revcor.study.specification;

import java.util.List;

/**
 * The studies of a file: its only study, or all combinations of its sweep.
 *
 * @param studies studies in the order of the sweep, seeds innermost
 * @param leftOut invalid combinations, each with the reason
 */
public record Sweep(List<StudySpecification> studies, List<LeftOut> leftOut) {
  public Sweep {
    studies = List.copyOf(studies);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * An invalid combination.
   *
   * @param combination the combined values, for messages
   * @param reason why the combination is invalid
   */
  public record LeftOut(String combination, String reason) {}
}
