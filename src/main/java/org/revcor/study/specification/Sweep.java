package org.revcor.study.specification;

import java.util.List;

/**
 * The studies of a file: the one that it describes, or all that its sweep makes of that one.
 *
 * @param studies in the order of the sweep, seeds innermost
 * @param leftOut combinations that cannot be, each with the reason
 */
public record Sweep(List<StudySpecification> studies, List<LeftOut> leftOut) {
  public Sweep {
    studies = List.copyOf(studies);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A combination without a study.
   *
   * @param combination what was combined, for people
   * @param reason why it cannot be
   */
  public record LeftOut(String combination, String reason) {}
}
