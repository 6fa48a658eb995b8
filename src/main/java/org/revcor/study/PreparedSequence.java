package org.revcor.study;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ConfidenceSequence;
import org.revcor.lane.SquareProtocol;
import org.revcor.observer.ClassReadout;
import org.revcor.specification.Conventions;
import org.revcor.specification.StimulusKind;
import org.revcor.specification.StudySpecification;
import org.revcor.stimulus.BernoulliLaw;
import org.revcor.stimulus.GaussianLaw;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.UniformLaw;

/** What an exact confidence sequence asks of a study, and of its lanes. */
final class PreparedSequence {
  private PreparedSequence() {}

  /**
   * The sums of squares that it takes; empty unless the study asks for an exact sequence.
   *
   * @param specification with whose estimator a precision is possible
   * @throws InvalidInputException if its trials are not bounded and independent, of known mean
   */
  static Optional<SquareProtocol> squares(StudySpecification specification) {
    if (specification.stop().sequence() == ConfidenceSequence.ASYMPTOTIC) {
      return Optional.empty();
    }
    if (!specification.readout().hasNaturalZero()) {
      throw refused(
          "asymptotic with readout %s, whose responses have no bounds; label and probability have"
              .formatted(specification.readout().word()));
    }
    if (specification.conventions() == Conventions.AUTHORS) {
      throw refused("asymptotic with conventions authors, whose maps are roots of mean squares");
    }
    if (specification.antithetic()) {
      throw refused("asymptotic with antithetic stimuli, of which every second is not independent");
    }
    return Optional.of(
        new SquareProtocol(
            specification.readout() == ClassReadout.LABEL, binary(specification.stimulus())));
  }

  private static boolean binary(StimulusKind stimulus) {
    Law law =
        stimulus
            .shownLaw()
            .orElseThrow(
                () ->
                    refused(
                        "asymptotic under %s; it holds for white noise, uniform or bernoulli, whose pixels have bounds and a known mean"
                            .formatted(stimulus.words())));
    return switch (law) {
      case UniformLaw uniform -> false;
      case BernoulliLaw bernoulli -> true;
      case GaussianLaw gaussian ->
          throw refused(
              "asymptotic under %s, whose pixels have no bounds; uniform and bernoulli noise have"
                  .formatted(stimulus.words()));
    };
  }

  private static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.stop.sequence", "bernstein", expected);
  }
}
