package org.revcor.study.plan;

import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Patch;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Window;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StudySpecification;

/**
 * Determines what a study runs with: observer, stimuli, protocol and numeric plan.
 *
 * @param lanes platform of the lanes in the precision of the study
 */
record StudyPreparation(
    Materials materials, Platform lanes, BatchSizes batches, Capacity capacity) {

  /**
   * Prepares a study.
   *
   * @throws org.revcor.InvalidInputException if the specification is invalid, or the study does not
   *     fit into the capacity
   */
  PreparedStudy prepare(StudySpecification specification) {
    NumericPlanRules.requireUsable(
        specification.numerics().precision(), specification.estimation().estimator());
    ObserverSource resolved =
        materials
            .observer(specification.observer())
            .withPrecision(specification.numerics().precision());
    Platform platform = lanes.forObserver(resolved);
    ObserverSource observer = platform.kernelsOf(resolved);
    ObserverDescription input = observer.description();
    specification.readout().channels(input); // refuses a readout that the observer does not support
    ObserverDescription shape = ProtocolRules.stimulusShape(specification, input);
    PreparedStimulus stimulus =
        specification.stimuli().kind().prepare(specification, shape, materials);
    Protocol ofTrials = ProtocolRules.of(specification, observer, stimulus);
    List<String> channels = ofTrials.channels();
    Optional<PreparedCovariance> covariance =
        PreparedCovariance.of(specification, stimulus, ofTrials, channels);
    Optional<PreparedRegression> regression =
        PreparedRegression.of(specification, stimulus, shape, materials);
    Protocol withHalfBlocks =
        ProtocolRules.halfBlocks(specification, stimulus, ofTrials, covariance)
            .or(() -> regression.map(PreparedRegression::protocol))
            .map(ofTrials::withHalfBlocks)
            .orElse(ofTrials);
    // what is held of a trial: clients of external observers get their input
    ObserverDescription sent = resolved instanceof ExternalSource ? input : shape;
    int values = Math.max(sent.values(), stimulus.sequence().stimulus().rowValues());
    NumericPlan plan =
        NumericPlanRules.of(
            specification,
            values,
            withHalfBlocks.forwardsPerTrial(),
            batches.maxBatchSize(specification, observer, platform),
            observer.fixedBatch(),
            platform.forSources(Stream.concat(Stream.of(observer), ofTrials.decoder().stream())));
    stimulus.sequence().requireWholePairs(plan.blockSize());
    regression.ifPresent(each -> each.requireEnough(specification, plan));
    Protocol protocol = withHalfBlocks.withSquares(ConfidenceRules.squares(specification));
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
            regression);
    if (observer instanceof ExternalSource external) {
      external.requireBlocks(plan.blockSize());
    }
    requireEnoughStimuli(study);
    capacity.requireFits(study);
    return study;
  }

  private static void requireEnoughStimuli(PreparedStudy study) {
    int blockSize = study.plan().blockSize();
    long available = study.stimulus().trials();
    if (study.blocks() > available / blockSize) {
      Optional<Long> requested = study.specification().stop().maxTrials();
      throw new InvalidInputException(
          "study.stop.max-trials",
          requested.isPresent()
              ? "%d (%d blocks of %d)".formatted(requested.get(), study.blocks(), blockSize)
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
}
