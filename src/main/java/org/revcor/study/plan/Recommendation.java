package org.revcor.study.plan;

import java.util.List;
import java.util.Optional;
import org.revcor.study.specification.StudySpecification;

/**
 * A suggested study of an observer, with reasons.
 *
 * @param candidates the proposed studies that were tried, without duplicates
 * @param warnings warnings before it is run, as sentences
 */
public record Recommendation(
    List<Candidate> candidates, int chosen, List<String> reasons, List<String> warnings) {
  public Recommendation {
    candidates = List.copyOf(candidates);
    reasons = List.copyOf(reasons);
    warnings = List.copyOf(warnings);
  }

  public StudySpecification specification() {
    return candidates.get(chosen).specification();
  }

  /**
   * A proposed study of an observer.
   *
   * @param pilot result of the pilot; empty if there is a problem
   * @param problem why the study cannot be run; empty if it can
   */
  public record Candidate(
      StudySpecification specification, Optional<PilotReport> pilot, Optional<String> problem) {
    private static final String NO_RESPONSE = "no response in time";

    static Candidate piloted(StudySpecification specification, PilotReport pilot) {
      return new Candidate(specification, Optional.of(pilot), Optional.empty());
    }

    static Candidate impossible(StudySpecification specification, String problem) {
      return new Candidate(specification, Optional.empty(), Optional.of(problem));
    }

    static Candidate withoutResponse(StudySpecification specification) {
      return impossible(specification, NO_RESPONSE);
    }

    /** Returns whether no response came before the timeout. */
    boolean hasNoResponse() {
      return problem.filter(NO_RESPONSE::equals).isPresent();
    }

    /** Returns whether every map has a reliability after the pilot. */
    boolean reaches(double target) {
      return pilot.filter(report -> report.worst(target).trials() <= report.trials()).isPresent();
    }

    /** Returns whether any map has structure. */
    boolean isUsable() {
      return pilot.filter(report -> !report.isBlank()).isPresent();
    }
  }
}
