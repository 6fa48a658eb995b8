package org.revcor.paper;

import java.util.List;
import java.util.Set;

/** A figure or table of the paper. Stateless. */
public interface Item {
  /** Returns the name, such as {@code fig2a}. */
  String name();

  /** Returns the title. */
  String title();

  /** Describes the data that the user provides; an item runs again if it changes. */
  default String inputs(ImageNet imageNet) {
    return "";
  }

  /**
   * Returns the paper's claims, each with its criterion.
   *
   * @param measured names of the measures, without values; empty before the item has run
   */
  List<Claim> claims(Set<String> measured);

  /**
   * Runs the item. Studies and networks are cached, so that a run after a stop resumes.
   *
   * @throws org.revcor.analysis.AnalysisStoppedException if the reproduction was stopped
   * @throws MissingException if data that the user provides is missing
   */
  Outcome reproduce(ReproductionContext context);
}
