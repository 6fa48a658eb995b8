package org.revcor.study.plan;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Estimand;
import org.revcor.inference.LaneSums;
import org.revcor.inference.Protocol;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StudySpecification;

/**
 * Validates that readout, conventions and stimuli of a study are compatible, and builds the
 * protocol of its trials.
 */
final class ProtocolRules {
  private ProtocolRules() {}

  /**
   * Returns the protocol, without axes.
   *
   * @throws InvalidInputException if two settings are incompatible; the message names one of them
   */
  static Protocol of(
      StudySpecification specification,
      ObserverSource observer,
      PreparedStimulus stimulus,
      LaneSums sums) {
    return new Protocol(
            observer,
            stimulus.rendering(),
            specification.readout(),
            specification.estimation().kind().estimand(specification) == Estimand.ROOT_MEAN_SQUARE,
            signals(specification, stimulus.sequence()),
            sums)
        .withSize(specification.stimuli().size());
  }

  /**
   * Returns the observer with the shape of the stimuli.
   *
   * @throws InvalidInputException if they are larger than its input, or of another size where
   *     gradients or receptive fields refer to pixels of the input
   */
  static ObserverDescription stimulusShape(
      StudySpecification specification, ObserverDescription observer) {
    if (specification.stimuli().size().isEmpty()) {
      return observer;
    }
    StimulusSize size = specification.stimuli().size().get();
    if (size.height() > observer.height() || size.width() > observer.width()) {
      throw refusedSize(
          size,
          "at most [%d, %d], the input of %s"
              .formatted(observer.height(), observer.width(), observer.name()));
    }
    if (specification.estimation().kind().takesGradients()) {
      throw refusedSize(
          size, "left out with an estimator that takes gradients, which are of the input's pixels");
    }
    return observer.withSize(size);
  }

  private static InvalidInputException refusedSize(StimulusSize size, String expected) {
    return new InvalidInputException(
        "study.stimulus.size", "[%d, %d]".formatted(size.height(), size.width()), expected);
  }

  private static List<String> signals(StudySpecification specification, StimulusSequence sequence) {
    if (!specification.bySignal()) {
      return List.of();
    }
    if (sequence.stimulus().signals().isEmpty()) {
      throw new InvalidInputException(
          "study.readout.by-signal",
          "true",
          "false, since these stimuli have no signal; signal-in-noise, images and bubbles on images"
              + " have one");
    }
    if (!specification.readout().hasNaturalZero()) {
      throw new InvalidInputException(
          "study.readout.by-signal",
          "true",
          "false with readout %s, where 0 does not mean no response; label and probability can be split"
              .formatted(specification.readout().word()));
    }
    return sequence.stimulus().signals();
  }
}
