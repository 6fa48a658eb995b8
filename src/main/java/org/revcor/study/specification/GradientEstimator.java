package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Patch;
import org.revcor.estimate.Workspace;
import org.revcor.inference.GradientSums;
import org.revcor.inference.GradientSums.ChannelChoice;
import org.revcor.inference.LaneSums;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.Stimulus.Moments;
import org.revcor.study.specification.StudySpecification.Conventions;

/**
 * Averages of gradients of the responses.
 *
 * @param channel selection of the channel of a trial; empty for that which suits the readout
 */
record GradientEstimator(Optional<ChannelChoice> channel) implements MapEstimator {
  private static final String WORD = "gradient";

  @Override
  public Optional<MapDependence> dependence() {
    return Optional.of(MapDependence.because("neighbouring values of a gradient are correlated"));
  }

  @Override
  public boolean isZOverError() {
    return true;
  }

  @Override
  public Optional<String> precisionObstacle() {
    return Optional.of("estimator = gradient, whose sums may depend on a few stimuli");
  }

  @Override
  public boolean takesGradients() {
    return true;
  }

  @Override
  public Prepared prepare(Request request) {
    StudySpecification study = request.study();
    if (request.observer() instanceof ExternalSource) {
      throw refused("average or regression with observer.external, which has no gradients");
    }
    if (study.estimation().conventions() != Conventions.DEFAULT) {
      throw refused(
          "average with conventions %s, which are not centred; gradients estimate a covariance"
              .formatted(Spelling.word(study.estimation().conventions())));
    }
    if (study.bySignal()) {
      throw refused("average with by-signal");
    }
    SteinKernel kernel = kernel(request.stimulus());
    if (study.readout() == ClassReadout.LABEL) {
      throw refused(
          "average with readout label, which has no gradient; readout probability has one");
    }
    ObserverDescription network = request.observer().description();
    if (!network.differentiable()) {
      throw refused(
          "average with %s, a black box that gives no gradients".formatted(network.name()));
    }
    return new Gradients(
        new GradientSums(kernel, choice(study.readout()), study.seed()),
        request.stimulus().averaged());
  }

  private static SteinKernel kernel(PreparedStimulus stimulus) {
    try {
      return stimulus.sequence().stimulus().steinKernel();
    } catch (InvalidInputException e) {
      throw refused(e.expected());
    }
  }

  private ChannelChoice choice(Readout readout) {
    boolean probability = readout == ClassReadout.PROBABILITY;
    ChannelChoice choice =
        channel.orElse(probability ? ChannelChoice.SELECTED : ChannelChoice.IN_TURN);
    if (choice == ChannelChoice.SELECTED && !probability) {
      throw new InvalidInputException(
          "study.gradient-channel",
          "selected",
          "in-turn with readout %s, which has no probabilities to select by"
              .formatted(readout.word()));
    }
    return choice;
  }

  private static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.estimator", WORD, expected);
  }

  private record Gradients(LaneSums sums, Moments law) implements Prepared {
    @Override
    public ChannelMoments moments(Estimand estimand, Patch patch, Workspace workspace) {
      return ChannelMoments.gradients(estimand, patch, law.mean(), law.variance(), workspace);
    }

    /** Returns the sizes of sums of gradients and of the average. */
    @Override
    public Sizes sizes(int values, int mapValues) {
      long moments = ChannelMoments.doublesWithBlockErrors(mapValues) + mapValues;
      return new Sizes(values, 2 * mapValues, moments, 0, 0, 0);
    }
  }
}
