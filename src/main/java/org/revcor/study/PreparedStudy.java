package org.revcor.study;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.Patch;
import org.revcor.estimate.StimulusProducts;
import org.revcor.estimate.StoppingRule;
import org.revcor.lane.GradientProtocol;
import org.revcor.lane.HalfBlockSums;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.lane.Protocol;
import org.revcor.lane.Rendering;
import org.revcor.lane.SecondMoments;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.Window;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/**
 * A specification that is known to work: its observer found, its channels and its numeric plan
 * fixed.
 *
 * @param protocol what is done with each trial
 * @param channels channel names
 * @param windows what the map of each channel covers of what is averaged, all of one size
 * @param testPictures labelled pictures for the observer's classes, where they ship and the
 *     channels are classes
 * @param covariance the axes that are looked for, if any
 */
record PreparedStudy(
    StudySpecification specification,
    ObserverSource observer,
    PreparedStimulus stimulus,
    Protocol protocol,
    NumericPlan plan,
    List<String> channels,
    List<Window> windows,
    Estimand estimand,
    Optional<Pictures> testPictures,
    Optional<PreparedCovariance> covariance) {

  /** Values of stimuli whose covariance has over half a million numbers. */
  private static final int MOST_WHITENED_VALUES = 1_024;

  private static final int FEWEST_BLOCKS_FOR_ERRORS = 50;

  /** Twice {@link StoppingRule#ENOUGH}: uneven blocks count for less than their number. */
  private static final int FEWEST_BLOCKS_FOR_PRECISION = 2 * StoppingRule.ENOUGH;

  /**
   * @throws org.revcor.InvalidInputException if the specification cannot be used, or the study
   *     cannot fit
   */
  static PreparedStudy of(
      StudySpecification specification, Materials materials, Platform platform, Capacity capacity) {
    ObserverSource observer = materials.observers().resolve(specification.observer());
    ObserverDescription shown = observer.description();
    Readout readout = specification.readout();
    readout.channels(shown);
    PreparedStimulus stimulus = PreparedStimulus.of(specification, shown, materials);
    Estimand estimand = estimand(specification);
    if (readout instanceof PooledReadout) {
      requirePoolable(specification, stimulus);
    }
    Protocol firstMoments =
        new Protocol(
            observer,
            stimulus.rendering(),
            readout,
            estimand == Estimand.ROOT_MEAN_SQUARE,
            signals(specification, stimulus.sequence()),
            gradients(specification, shown, stimulus));
    List<String> channels = firstMoments.channels();
    Optional<PreparedCovariance> covariance =
        PreparedCovariance.of(specification, stimulus, firstMoments, channels);
    Protocol protocol =
        secondMoments(specification, stimulus, firstMoments, covariance)
            .map(firstMoments::with)
            .orElse(firstMoments);
    int values = Math.max(shown.values(), stimulus.sequence().stimulus().rowValues());
    NumericPlan plan = plan(specification, values, platform);
    stimulus.sequence().requireWholePairs(plan.blockSize());
    requirePrecisionPossible(specification, plan);
    Optional<Pictures> pictures =
        DataSets.shippedTest(shown.dataset())
            .filter(set -> mapsArePicturesOfClasses(protocol))
            .filter(set -> set.values() == shown.values())
            .filter(set -> set.classes().size() == channels.size());
    PreparedStudy study =
        new PreparedStudy(
            specification,
            observer,
            stimulus,
            protocol,
            plan,
            channels,
            protocol.windows(),
            estimand,
            pictures,
            covariance);
    capacity.requireFits(study);
    return study;
  }

  /**
   * The same in blocks of at most so many trials, for who waits for the first of them; another
   * study by its numeric plan.
   */
  PreparedStudy inBlocksOf(int most) {
    if (plan.blockSize() <= most) {
      return this;
    }
    return new PreparedStudy(
        specification,
        observer,
        stimulus,
        protocol,
        NumericPlan.of(rowValues(), OptionalLong.empty(), OptionalInt.of(most), plan.platform()),
        channels,
        windows,
        estimand,
        testPictures,
        covariance);
  }

  private static Estimand estimand(StudySpecification specification) {
    return switch (specification.conventions()) {
      case PAPER -> Estimand.TRIGGERED_MEAN;
      case AUTHORS -> {
        if (!specification.readout().hasNaturalZero()) {
          throw new InvalidInputException(
              "study.conventions",
              "authors",
              "default or paper with readout %s, whose mean square has no root where it is negative"
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

  /** What lanes have to sum beside the maps, for axes of covariance and for whitening. */
  private static Optional<SecondMoments> secondMoments(
      StudySpecification specification,
      PreparedStimulus stimulus,
      Protocol protocol,
      Optional<PreparedCovariance> covariance) {
    Optional<SecondMoments> ofChannels = covariance.map(axes -> axes.secondMoments(stimulus));
    if (specification.ridge().isEmpty()) {
      return ofChannels;
    }
    requireWhitenable(specification, protocol);
    return Optional.of(
        ofChannels.orElse(SecondMoments.none(stimulus.averaged().mean())).withThoseOfStimuli());
  }

  private static void requireWhitenable(StudySpecification specification, Protocol protocol) {
    if (specification.estimator() != Estimator.AVERAGE) {
      throw refusedWhitening("left out, or estimator = average");
    }
    if (specification.conventions() != Conventions.DEFAULT) {
      throw refusedWhitening("left out with conventions that are not default");
    }
    if (specification.readout() instanceof PooledReadout) {
      throw refusedWhitening("left out with readout.at = pooled");
    }
    if (protocol.averaged().size() > MOST_WHITENED_VALUES) {
      throw refusedWhitening(
          "left out with stimuli of more than %,d values, as these have"
              .formatted(MOST_WHITENED_VALUES));
    }
  }

  private static InvalidInputException refusedWhitening(String expected) {
    return new InvalidInputException("study.whiten", "true", expected);
  }

  private static void requirePoolable(StudySpecification specification, PreparedStimulus stimulus) {
    if (specification.estimator() != Estimator.AVERAGE) {
      throw refusedPooling("centre or everywhere with gradients, which single units have");
    }
    if (specification.conventions() != Conventions.DEFAULT) {
      throw refusedPooling("centre or everywhere with conventions other than default");
    }
    double[] variance = stimulus.averaged().variance();
    if (stimulus.rendering() instanceof Rendering.Decoded
        || Arrays.stream(variance).anyMatch(each -> each != variance[0])) {
      throw refusedPooling(
          "centre or everywhere with these stimuli, whose pixels do not all have one law");
    }
  }

  private static InvalidInputException refusedPooling(String expected) {
    return new InvalidInputException(PooledReadout.FIELD + ".at", "pooled", expected);
  }

  private static Optional<GradientProtocol> gradients(
      StudySpecification specification, ObserverDescription observer, PreparedStimulus stimulus) {
    if (!specification.estimator().takesGradients()) {
      return Optional.empty();
    }
    if (!observer.differentiable()) {
      throw refusedGradients(
          specification,
          "average with %s, a black box that gives no gradients".formatted(observer.name()));
    }
    if (specification.conventions() != Conventions.DEFAULT) {
      throw refusedGradients(
          specification,
          "average with conventions %s, which are not centred; gradients estimate a covariance"
              .formatted(SpecificationReader.word(specification.conventions())));
    }
    if (specification.bySignal()) {
      throw refusedGradients(specification, "average with by-signal");
    }
    Readout readout = specification.readout();
    GradientProtocol.Turn turn =
        specification
            .gradientChannel()
            .orElse(
                readout == ClassReadout.PROBABILITY
                    ? GradientProtocol.Turn.SELECTED
                    : GradientProtocol.Turn.IN_TURN);
    if (turn == GradientProtocol.Turn.SELECTED && readout != ClassReadout.PROBABILITY) {
      throw new InvalidInputException(
          "study.gradient-channel",
          "selected",
          "in-turn with readout %s, which has no probabilities to select by"
              .formatted(readout.word()));
    }
    try {
      return Optional.of(
          new GradientProtocol(
              stimulus.sequence().stimulus().steinKernel(),
              turn,
              specification.seed(),
              !specification.estimator().takesAverages()));
    } catch (InvalidInputException refused) {
      throw refusedGradients(specification, refused.expected());
    }
  }

  private static InvalidInputException refusedGradients(
      StudySpecification specification, String expected) {
    return new InvalidInputException(
        "study.estimator", SpecificationReader.word(specification.estimator()), expected);
  }

  /** Of antithetic pairs a standard block has whole ones in each half. */
  private static NumericPlan plan(StudySpecification specification, int values, Platform platform) {
    OptionalLong most = trialsForBlocks(specification.stop());
    NumericPlan plan = NumericPlan.of(values, most, specification.blockSize(), platform);
    if (specification.blockSize().isPresent() || !specification.antithetic()) {
      return plan;
    }
    int whole = Math.max(4, plan.blockSize() / 4 * 4);
    return NumericPlan.of(values, most, OptionalInt.of(whole), platform);
  }

  /**
   * Trials within which standard blocks are enough: a quarter of all where a precision is asked.
   */
  private static OptionalLong trialsForBlocks(StoppingRule stop) {
    return stop.maxTrials().isPresent() && stop.precision().isPresent()
        ? OptionalLong.of(Math.max(2, stop.maxTrials().getAsLong() / 4))
        : stop.maxTrials();
  }

  private static void requirePrecisionPossible(StudySpecification specification, NumericPlan plan) {
    StoppingRule stop = specification.stop();
    if (stop.precision().isEmpty()) {
      return;
    }
    if (specification.ridge().isPresent()) {
      throw new InvalidInputException(
          "study.stop.precision",
          String.valueOf(stop.precision().getAsDouble()),
          "left out with whiten = true, whose errors do not come from blocks; reliability can be asked for");
    }
    if (specification.estimator() != Estimator.AVERAGE) {
      throw new InvalidInputException(
          "study.stop.precision",
          String.valueOf(stop.precision().getAsDouble()),
          "left out with estimator = %s, whose sums may hang on a few stimuli; reliability can be asked for"
              .formatted(SpecificationReader.word(specification.estimator())));
    }
    if (stop.maxTrials().isPresent()
        && plan.blocks(stop.maxTrials().getAsLong()) < FEWEST_BLOCKS_FOR_PRECISION) {
      throw new InvalidInputException(
          "study.stop.precision",
          String.valueOf(stop.precision().getAsDouble()),
          "left out, or max-trials at least %d, since it takes %d blocks of %d trials, or block-size smaller"
              .formatted(
                  (long) FEWEST_BLOCKS_FOR_PRECISION * plan.blockSize(),
                  FEWEST_BLOCKS_FOR_PRECISION,
                  plan.blockSize()));
    }
  }

  private static List<String> signals(StudySpecification specification, StimulusSequence sequence) {
    if (!specification.bySignal()) {
      return List.of();
    }
    if (sequence.stimulus().signals().isEmpty()) {
      throw new InvalidInputException(
          "study.readout.by-signal",
          "true",
          "false, since these stimuli have no signal; signal-in-noise, pictures and bubbles on pictures have");
    }
    if (!specification.readout().hasNaturalZero()) {
      throw new InvalidInputException(
          "study.readout.by-signal",
          "true",
          "false with readout %s, of which 0 does not mean no response; label and probability can be split"
              .formatted(specification.readout().word()));
    }
    return sequence.stimulus().signals();
  }

  private static boolean mapsArePicturesOfClasses(Protocol protocol) {
    return protocol.readout() instanceof ClassReadout
        && protocol.signals().isEmpty()
        && !protocol.averagesLatents();
  }

  /** The same study, with other sums of half-blocks than it asks for. */
  PreparedStudy with(HalfBlockSums wanted) {
    return new PreparedStudy(
        specification,
        observer,
        stimulus,
        protocol.with(wanted),
        plan,
        channels,
        windows,
        estimand,
        testPictures,
        covariance);
  }

  /** Values of what is averaged. */
  int values() {
    return (int) protocol.averaged().size();
  }

  /** Values of a row, of which a trial takes memory. */
  int rowValues() {
    return stimulus.sequence().stimulus().rowValues();
  }

  /** What the map of a channel covers of a stimulus. */
  Patch patch(int channel) {
    Shape averaged = protocol.averaged();
    Window window = windows.get(channel);
    return Patch.of(
        (int) averaged.get(0),
        (int) averaged.get(1),
        (int) averaged.get(2),
        window.top(),
        window.left(),
        window.height(),
        window.width());
  }

  /** The moments of a channel, before its first block. */
  ChannelMoments moments(int channel) {
    if (specification.ridge().isPresent()) {
      return ChannelMoments.whitened(estimand, patch(channel));
    }
    double[] variance = stimulus.averaged().variance();
    return protocol.readout() instanceof PooledReadout
        ? ChannelMoments.ofCentred(estimand, patch(channel), variance)
        : ChannelMoments.of(specification.estimator(), estimand, patch(channel), variance);
  }

  /** The products of stimuli, before the first block; there if maps are whitened. */
  Optional<StimulusProducts> products() {
    return specification.ridge().isPresent()
        ? Optional.of(new StimulusProducts(stimulus.averaged().mean()))
        : Optional.empty();
  }

  /** Shape of a map: planes, rows, columns. */
  List<Integer> mapShape() {
    Window window = windows.getFirst();
    return List.of((int) protocol.averaged().get(0), window.height(), window.width());
  }

  /** Values of a map. */
  int mapValues() {
    return mapShape().stream().reduce(1, Math::multiplyExact);
  }

  /** Whether a channel is a class of the observer's, so that its map may be shown to it. */
  boolean channelsAreClasses() {
    return mapsArePicturesOfClasses(protocol);
  }

  /** Number of blocks at which the study ends at the latest. */
  long blocks() {
    OptionalLong most = specification.stop().maxTrials();
    return most.isPresent() ? plan.blocks(most.getAsLong()) : Long.MAX_VALUE / plan.blockSize();
  }

  /** The largest number of trials, in whole blocks; empty without such a rule. */
  OptionalLong maxTrials() {
    return specification.stop().maxTrials().isPresent()
        ? OptionalLong.of(blocks() * plan.blockSize())
        : OptionalLong.empty();
  }

  /** The noise that an observer's labels are most even under, if the study shows it. */
  Optional<Law> balancedLaw() {
    return specification.stimulus() instanceof StimulusSpecification.Balanced
            && stimulus.sequence().stimulus() instanceof WhiteNoise noise
        ? Optional.of(noise.law())
        : Optional.empty();
  }

  /** What a user should know before the study begins. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    balancedLaw()
        .ifPresent(
            law ->
                warnings.add(
                    "the noise is about %s, where labels are most even; its maps are not those of noise about another mean"
                        .formatted(law.mean())));
    covariance.ifPresent(axes -> warnings.addAll(axes.warnings()));
    OptionalLong asked = specification.stop().maxTrials();
    if (asked.isPresent() && asked.getAsLong() != maxTrials().getAsLong()) {
      warnings.add(
          "max-trials is rounded up from %d to %d, whole blocks of %d"
              .formatted(asked.getAsLong(), maxTrials().getAsLong(), plan.blockSize()));
    }
    if (blocks() < FEWEST_BLOCKS_FOR_ERRORS) {
      warnings.add(
          "standard errors come from %d blocks; below %d they are rough, a smaller block-size gives more"
              .formatted(blocks(), FEWEST_BLOCKS_FOR_ERRORS));
    }
    return warnings;
  }
}
