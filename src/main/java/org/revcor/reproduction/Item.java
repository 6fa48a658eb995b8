package org.revcor.reproduction;

import java.util.List;
import java.util.Set;

/** A figure or a table of the paper. Without state. */
public interface Item {
  /** Its name, such as {@code fig2a}. */
  String name();

  /** What it shows, in words. */
  String title();

  /** What the user brings that it is made of, in words; an item of other inputs is made anew. */
  default String inputs(ImageNet imageNet) {
    return "";
  }

  /**
   * What the paper states of it, each with the rule that judges it.
   *
   * @param measured names of what was measured, never its values; empty before that
   */
  List<Claim> claims(Set<String> measured);

  /**
   * Measures it. What takes long is kept in the store, so that a call after a stop is quick up to
   * where the last one came.
   *
   * @throws org.revcor.analysis.AnalysisStoppedException if it was stopped
   * @throws MissingException if something is not there that only the user can bring
   */
  Outcome make(ReproductionContext workroom);
}
