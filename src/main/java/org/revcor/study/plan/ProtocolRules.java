package org.revcor.study.plan;

import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.inference.GradientProtocol;
import org.revcor.inference.HalfBlockProtocol;
import org.revcor.inference.HalfBlockProtocol.SecondMomentProtocol;
import org.revcor.inference.Protocol;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.Conventions;

/**
 * Validates that readout, estimator, conventions and stimuli of a study are compatible, and builds
 * the protocol of its trials.
 */
final class ProtocolRules {
  /**
   * Maximum number of values of a stimulus; the covariance then has about half a million values.
   */
  private static final int MAX_WHITENED_VALUES = 1_024;

  private ProtocolRules() {}

  /**
   * Returns the protocol, without sums of half-blocks and squares.
   *
   * @throws InvalidInputException if two settings are incompatible; the message names one of them
   */
  static Protocol of(
      StudySpecification specification, ObserverSource observer, PreparedStimulus stimulus) {
    return new Protocol(
            observer,
            stimulus.rendering(),
            specification.readout(),
            estimand(specification) == Estimand.ROOT_MEAN_SQUARE,
            signals(specification, stimulus.sequence()),
            gradients(specification, observer, stimulus))
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
    if (specification.estimation().estimator() == Estimator.GRADIENT) {
      throw refusedSize(
          size, "left out with an estimator that takes gradients, which are of the input's pixels");
    }
    return observer.withSize(size);
  }

  private static InvalidInputException refusedSize(StimulusSize size, String expected) {
    return new InvalidInputException(
        "study.stimulus.size", "[%d, %d]".formatted(size.height(), size.width()), expected);
  }

  /** Returns the estimand of the maps. */
  static Estimand estimand(StudySpecification specification) {
    return switch (specification.estimation().conventions()) {
      case PAPER -> Estimand.TRIGGERED_MEAN;
      case AUTHORS -> {
        if (!specification.readout().hasNaturalZero()) {
          throw new InvalidInputException(
              "study.conventions",
              "authors",
              "default or paper with readout %s, whose mean square may be negative and then has no root"
                  .formatted(specification.readout().word()));
        }
        yield Estimand.ROOT_MEAN_SQUARE;
      }
      case DEFAULT ->
          specification.readout().hasNaturalZero()
              ? Estimand.CLASS_MAP
              : Estimand.FIRST_ORDER_KERNEL;
    };
  }

  /** Returns the sums of half-blocks that covariance axes and whitening need. */
  static Optional<HalfBlockProtocol> halfBlocks(
      StudySpecification specification,
      PreparedStimulus stimulus,
      Protocol protocol,
      Optional<PreparedCovariance> covariance) {
    if (specification.estimation().ridge().isEmpty()) {
      return covariance.map(axes -> axes.sums(stimulus, protocol));
    }
    requireWhitenable(specification, protocol);
    return Optional.of(
        covariance
            .map(axes -> axes.secondMoments(stimulus))
            .orElse(SecondMomentProtocol.none(stimulus.averaged().mean()))
            .withThoseOfStimuli());
  }

  private static void requireWhitenable(StudySpecification specification, Protocol protocol) {
    if (specification.estimation().estimator() != Estimator.AVERAGE) {
      throw refusedWhitening("left out, or estimator = average");
    }
    if (specification.estimation().conventions() != Conventions.DEFAULT) {
      throw refusedWhitening("left out with conventions that are not default");
    }
    if (protocol.averaged().size() > MAX_WHITENED_VALUES) {
      throw refusedWhitening(
          "left out with stimuli of more than %,d values, as these have"
              .formatted(MAX_WHITENED_VALUES));
    }
  }

  private static InvalidInputException refusedWhitening(String expected) {
    return new InvalidInputException("study.whiten", "true", expected);
  }

  private static Optional<GradientProtocol> gradients(
      StudySpecification specification, ObserverSource observer, PreparedStimulus stimulus) {
    if (specification.estimation().estimator() != Estimator.GRADIENT) {
      return Optional.empty();
    }
    if (observer instanceof ExternalSource) {
      throw refusedGradients(
          specification, "average or regression with observer.external, which has no gradients");
    }
    if (specification.estimation().conventions() != Conventions.DEFAULT) {
      throw refusedGradients(
          specification,
          "average with conventions %s, which are not centred; gradients estimate a covariance"
              .formatted(Spelling.word(specification.estimation().conventions())));
    }
    if (specification.bySignal()) {
      throw refusedGradients(specification, "average with by-signal");
    }
    SteinKernel kernel = kernel(specification, stimulus);
    requireDerivatives(specification, observer.description());
    return Optional.of(
        new GradientProtocol(kernel, channelChoice(specification), specification.seed()));
  }

  private static SteinKernel kernel(StudySpecification specification, PreparedStimulus stimulus) {
    try {
      return stimulus.sequence().stimulus().steinKernel();
    } catch (InvalidInputException refused) {
      throw refusedGradients(specification, refused.expected());
    }
  }

  private static void requireDerivatives(
      StudySpecification specification, ObserverDescription observer) {
    if (specification.readout() == ClassReadout.LABEL) {
      throw refusedGradients(
          specification,
          "average with readout label, which has no gradient; readout probability has one");
    }
    if (!observer.differentiable()) {
      throw refusedGradients(
          specification,
          "average with %s, a black box that gives no gradients".formatted(observer.name()));
    }
  }

  private static GradientProtocol.ChannelChoice channelChoice(StudySpecification specification) {
    Readout readout = specification.readout();
    boolean probability = readout == ClassReadout.PROBABILITY;
    GradientProtocol.ChannelChoice choice =
        specification
            .estimation()
            .gradientChannel()
            .orElse(
                probability
                    ? GradientProtocol.ChannelChoice.SELECTED
                    : GradientProtocol.ChannelChoice.IN_TURN);
    if (choice == GradientProtocol.ChannelChoice.SELECTED && !probability) {
      throw new InvalidInputException(
          "study.gradient-channel",
          "selected",
          "in-turn with readout %s, which has no probabilities to select by"
              .formatted(readout.word()));
    }
    return choice;
  }

  private static InvalidInputException refusedGradients(
      StudySpecification specification, String expected) {
    return new InvalidInputException(
        "study.estimator", Spelling.word(specification.estimation().estimator()), expected);
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
