package org.revcor.study.plan;

import java.util.List;
import org.revcor.study.specification.StudySpecification;

/**
 * A suggested study of an observer, with reasons.
 *
 * @param candidates the proposed studies that were tried, without duplicates
 * @param chosen index of the suggested one
 * @param reasons reasons for the choice, as sentences
 * @param warnings warnings before it is run, as sentences
 */
public record Recommendation(
    List<Candidate> candidates, int chosen, List<String> reasons, List<String> warnings) {
  public Recommendation {
    candidates = List.copyOf(candidates);
    reasons = List.copyOf(reasons);
    warnings = List.copyOf(warnings);
  }

  /** Returns the suggested study. */
  public StudySpecification specification() {
    return candidates.get(chosen).specification();
  }
}
