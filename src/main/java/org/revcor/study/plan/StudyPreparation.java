package org.revcor.study.plan;

import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.Patch;
import org.revcor.inference.LaneSums;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Window;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.ThresholdNoise;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.MapEstimator;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StudySpecification;

/**
 * Determines what a study runs with: observer, stimuli, protocol and numeric plan.
 *
 * @param earlier plan of a study that was started before; its batch size is used
 */
record StudyPreparation(
    Materials materials, Platform lanes, Optional<NumericPlan> earlier, Capacity capacity) {
  /** A smaller fixed batch is run several times for a batch of the plan, which costs time, too. */
  private static final int MIN_BATCH = 32;

  /** Most images of a batch for another runtime than the engine, which is faster in its caches. */
  private static final int MAX_RUNTIME_BATCH = 64;

  /** Most values of such a batch. */
  private static final int MAX_RUNTIME_VALUES = 1 << 18;

  /**
   * Prepares a study.
   *
   * @throws org.revcor.InvalidInputException if the specification is invalid, or the study does not
   *     fit into the capacity
   */
  PreparedStudy prepare(StudySpecification specification) {
    MapEstimator kind = specification.estimation().kind();
    ObserverSource resolved = materials.observer(specification.observer());
    Platform platform = lanes.forObserver(resolved);
    ObserverSource observer = platform.kernelsOf(resolved);
    ObserverDescription input = observer.description();
    specification.readout().channels(input); // refuses a readout that the observer does not support
    ObserverDescription shape = ProtocolRules.stimulusShape(specification, input);
    PreparedStimulus stimulus =
        specification
            .stimuli()
            .kind()
            .prepare(specification, shape, input, materials)
            .withContrasts(earlier.map(NumericPlan::contrasts).orElse(List.of()));
    MapEstimator.Prepared estimator =
        kind.prepare(new MapEstimator.Request(specification, observer, stimulus, shape, materials));
    Protocol ofTrials = ProtocolRules.of(specification, observer, stimulus, estimator.sums());
    List<String> channels = ofTrials.channels();
    Optional<PreparedCovariance> covariance =
        PreparedCovariance.of(specification, stimulus, ofTrials, channels);
    Protocol protocol =
        ofTrials.withAxes(covariance.map(requested -> requested.axes(stimulus, ofTrials)));
    // what is held of a trial: clients of external observers get their input
    ObserverDescription sent = resolved instanceof ExternalSource ? input : ofTrials.shownShape();
    int values = Math.max(sent.values(), stimulus.sequence().stimulus().rowValues());
    NumericPlan plan =
        NumericPlanRules.of(
                specification,
                values,
                maxBatchSize(specification, observer, platform),
                observer.fixedBatch(),
                platform.forSources(
                    Stream.concat(Stream.of(observer), ofTrials.decoder().stream())))
            .withContrasts(earlier.map(NumericPlan::contrasts).orElse(List.of()));
    stimulus.sequence().requireWholePairs(plan.blockSize());
    PreparedStudy study =
        new PreparedStudy(
            specification,
            observer,
            stimulus,
            protocol,
            plan,
            channels,
            protocol.windows(),
            patches(protocol),
            covariance,
            estimator,
            structuredNoise(specification, ofTrials, observer));
    if (observer instanceof ExternalSource external) {
      external.requireBlocks(plan.blockSize());
    }
    requireEnoughStimuli(study);
    estimator.requireEnough(specification, plan, study.contrastTrials());
    capacity.requireFits(study);
    return study;
  }

  /** Structured noise can replace any stimuli that are not of a basis, if channels are classes. */
  private Optional<String> structuredNoise(
      StudySpecification specification, Protocol protocol, ObserverSource observer) {
    boolean isPossible =
        protocol.readout() instanceof ClassReadout
            && protocol.signals().isEmpty()
            && !(specification.stimuli().kind() instanceof DecodedKind)
            && specification.estimation().estimator() != Estimator.REGRESSION
            && !(observer instanceof ExternalSource);
    return isPossible ? materials.structuredNoise(observer.description()) : Optional.empty();
  }

  /**
   * Returns the maximum number of trials of a batch: that of the study, else of the earlier plan,
   * else the fixed batch of the network, or a multiple of a small one, else the default.
   */
  private int maxBatchSize(
      StudySpecification specification, ObserverSource observer, Platform platform) {
    return specification
        .numerics()
        .batchSize()
        .or(() -> earlier.map(NumericPlan::batchSize))
        .orElseGet(() -> standardBatch(observer, platform));
  }

  private static int standardBatch(ObserverSource observer, Platform platform) {
    int values = observer.description().values();
    if (observer.fixedBatch().isPresent()) {
      int fixed = observer.fixedBatch().getAsInt();
      return fixed * Math.max(1, MIN_BATCH / fixed);
    }
    return observer.runtime().isPresent()
        ? Math.clamp(MAX_RUNTIME_VALUES / values, 1, MAX_RUNTIME_BATCH)
        : NumericPlan.standardBatch(platform, values);
  }

  private static void requireEnoughStimuli(PreparedStudy study) {
    int blockSize = study.plan().blockSize();
    Optional<Long> maxTrials = study.specification().stop().maxTrials();
    if (maxTrials.isPresent() && maxTrials.get() <= study.contrastTrials()) {
      throw new InvalidInputException(
          "study.stop.max-trials",
          "" + maxTrials.get(),
          "above %d, the trials in which the contrasts of %d examples are found"
              .formatted(study.contrastTrials(), study.channels().size()));
    }
    long available = study.stimulus().trials();
    if (study.blocks() > available / blockSize) {
      throw new InvalidInputException(
          "study.stop.max-trials",
          maxTrials.isPresent()
              ? "%d (%d blocks of %d)".formatted(maxTrials.get(), study.blocks(), blockSize)
              : "missing",
          "at most %d, the whole blocks of %d stimuli"
              .formatted(available / blockSize * blockSize, available));
    }
  }

  /**
   * Returns the patch of each channel. Channels with the same window share one, since a layer may
   * have thousands of units.
   */
  private static List<Patch> patches(Protocol protocol) {
    Map<Window, Patch> patches = new HashMap<>();
    return protocol.windows().stream()
        .map(window -> patches.computeIfAbsent(window, seen -> patch(protocol.averaged(), seen)))
        .toList();
  }

  private static Patch patch(Shape averaged, Window window) {
    return Patch.of(
        (int) averaged.get(0),
        (int) averaged.get(1),
        (int) averaged.get(2),
        window.top(),
        window.left(),
        window.height(),
        window.width());
  }

  /**
   * Validates that readout, conventions and stimuli of a study are compatible, and builds the
   * protocol of its trials.
   */
  static final class ProtocolRules {
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
              specification.estimation().kind().estimand(specification)
                  == Estimand.ROOT_MEAN_SQUARE,
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
            size,
            "left out with an estimator that takes gradients, which are of the input's pixels");
      }
      return observer.withSize(size);
    }

    private static InvalidInputException refusedSize(StimulusSize size, String expected) {
      return new InvalidInputException(
          "study.stimulus.size", "[%d, %d]".formatted(size.height(), size.width()), expected);
    }

    private static List<String> signals(
        StudySpecification specification, StimulusSequence sequence) {
      if (!specification.bySignal()) {
        return sequence.stimulus() instanceof ThresholdNoise noise ? noise.signals() : List.of();
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
}
