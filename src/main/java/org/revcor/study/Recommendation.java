package org.revcor.study;

import java.util.List;
import org.revcor.specification.StudySpecification;

/**
 * How an observer should be studied, and why.
 *
 * @param candidates the ways that were tried, none twice
 * @param chosen index of the one that is proposed
 * @param reasons why, in sentences
 * @param warnings what to know before it is run, in sentences
 */
public record Recommendation(
    List<Candidate> candidates, int chosen, List<String> reasons, List<String> warnings) {
  public Recommendation {
    candidates = List.copyOf(candidates);
    reasons = List.copyOf(reasons);
    warnings = List.copyOf(warnings);
  }

  /** The proposed study. */
  public StudySpecification specification() {
    return candidates.get(chosen).specification();
  }
}
