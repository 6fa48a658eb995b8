package org.revcor.study;

import java.util.Optional;
import org.revcor.specification.StudySpecification;

/**
 * A way to study an observer.
 *
 * @param pilot what the pilot tells of it; empty if there is a problem
 * @param problem why it cannot be taken; empty if it can
 */
public record Candidate(
    StudySpecification specification, Optional<PilotReport> pilot, Optional<String> problem) {
  private static final String UNANSWERED = "no answer in time";

  static Candidate piloted(StudySpecification specification, PilotReport pilot) {
    return new Candidate(specification, Optional.of(pilot), Optional.empty());
  }

  static Candidate impossible(StudySpecification specification, String problem) {
    return new Candidate(specification, Optional.empty(), Optional.of(problem));
  }

  static Candidate withoutResponse(StudySpecification specification) {
    return impossible(specification, UNANSWERED);
  }

  /** Whether it could not be tried for want of time. */
  boolean hasNoResponse() {
    return problem.filter(UNANSWERED::equals).isPresent();
  }

  /** Whether its maps show anything. */
  boolean isUsable() {
    return pilot.filter(report -> !report.isBlank()).isPresent();
  }
}
