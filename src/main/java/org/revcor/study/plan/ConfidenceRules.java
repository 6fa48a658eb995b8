package org.revcor.study.plan;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.StoppingRule.ConfidenceSequence;
import org.revcor.inference.Protocol.SquareProtocol;
import org.revcor.observer.ClassReadout;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.study.specification.StimulusKind;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.Conventions;

/** Validates that an exact confidence sequence holds for a study. */
final class ConfidenceRules {
  private ConfidenceRules() {}

  /**
   * Returns the sums of squares that an exact sequence requires; empty without one.
   *
   * @param specification a study whose estimator supports precision
   * @throws InvalidInputException if its trials are not bounded, independent and of known mean
   */
  static Optional<SquareProtocol> squares(StudySpecification specification) {
    if (specification.stop().sequence() == ConfidenceSequence.ASYMPTOTIC) {
      return Optional.empty();
    }
    if (!specification.readout().hasNaturalZero()) {
      throw refused(
          "asymptotic with readout %s, whose responses are unbounded; label and probability are bounded"
              .formatted(specification.readout().word()));
    }
    if (specification.estimation().conventions() == Conventions.AUTHORS) {
      throw refused("asymptotic with conventions authors, whose maps are roots of mean squares");
    }
    if (specification.stimuli().antithetic()) {
      throw refused("asymptotic with antithetic stimuli, which are not independent");
    }
    return Optional.of(
        new SquareProtocol(
            specification.readout() == ClassReadout.LABEL, binary(specification.stimuli().kind())));
  }

  private static boolean binary(StimulusKind stimulus) {
    Law law =
        stimulus
            .shownLaw()
            .orElseThrow(
                () ->
                    refused(
                        "asymptotic under %s; bernstein requires uniform or bernoulli white noise, whose pixels are bounded with a known mean"
                            .formatted(stimulus.words())));
    return switch (law) {
      case UniformLaw uniform -> false;
      case BernoulliLaw bernoulli -> true;
      case GaussianLaw gaussian ->
          throw refused(
              "asymptotic under %s, whose pixels are unbounded; uniform and bernoulli noise are bounded"
                  .formatted(stimulus.words()));
    };
  }

  private static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.stop.sequence", "bernstein", expected);
  }
}
