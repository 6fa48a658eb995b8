package org.revcor.study.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Patch;
import org.revcor.estimate.ThresholdSearch;
import org.revcor.estimate.Workspace;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Window;
import org.revcor.stimulus.ThresholdNoise;
import org.revcor.study.specification.MapEstimator;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StudySpecification;

/**
 * A validated specification, with its observer, channels and numeric plan.
 *
 * @param protocol processing of each trial on lanes
 * @param windows region of the averaged values that each channel's map covers, all of one size
 * @param structuredNoise data set whose principal components could be shown instead; empty if the
 *     stimuli are of a basis, or none has the shape of the input
 */
public record PreparedStudy(
    StudySpecification specification,
    ObserverSource observer,
    PreparedStimulus stimulus,
    Protocol protocol,
    NumericPlan plan,
    List<String> channels,
    List<Window> windows,
    List<Patch> patches,
    Optional<PreparedCovariance> covariance,
    MapEstimator.Prepared estimator,
    Optional<String> structuredNoise) {
  private static final int MIN_BLOCKS_FOR_ERRORS = 50;

  /**
   * Prepares a new study for lanes of this machine; {@link Lanes#prepare} does for any.
   *
   * @throws org.revcor.InvalidInputException if the specification is invalid, or the study does not
   *     fit into the capacity
   */
  public static PreparedStudy of(
      StudySpecification specification, Materials materials, Platform platform, Capacity capacity) {
    return new StudyPreparation(materials, platform, Optional.empty(), capacity)
        .prepare(specification);
  }

  /**
   * Prepares a study that was started before, with the batch size of its plan; throws as {@link
   * #of}.
   */
  public static PreparedStudy ofEarlier(
      StudySpecification specification,
      NumericPlan earlier,
      Materials materials,
      Platform platform,
      Capacity capacity) {
    return new StudyPreparation(
            materials, platform.asIn(earlier.platform()), Optional.of(earlier), capacity)
        .prepare(specification);
  }

  /**
   * Returns the study with blocks of at most so many trials, for callers that wait for the first
   * block; of whole batches if the network fixes them. Its numeric plan differs, so its results do.
   */
  PreparedStudy withMaxBlockSize(int maxTrials) {
    int batch = observer.fixedBatch().isPresent() ? plan.batchSize() : 1;
    int whole = NumericPlanRules.wholeBlock(specification, batch);
    int most = Math.max(whole, maxTrials / whole * whole);
    return plan.blockSize() <= most ? this : withBlockSize(most, plan);
  }

  /** Uses the batch size of a plan, unless the specification fixes it. */
  private PreparedStudy withBlockSize(int size, NumericPlan shown) {
    return withPlan(
        NumericPlan.of(
                rowValues(),
                Optional.empty(),
                Optional.of(size),
                specification.numerics().batchSize().orElse(shown.batchSize()),
                plan.platform())
            .withContrasts(plan.contrasts()));
  }

  /** Returns the study with the contrasts of its examples, which its plan then has. */
  public PreparedStudy withContrasts(List<Double> contrasts) {
    return with(specification, stimulus.withContrasts(contrasts), plan.withContrasts(contrasts));
  }

  /**
   * Returns the study with the blocks of a round in which contrasts are searched for, see {@link
   * ThresholdSearch}.
   */
  public PreparedStudy ofContrastRound() {
    int trials = ThresholdSearch.TRIALS * stimulus.sequence().stimulus().signals().size();
    int batch = observer.fixedBatch().isPresent() ? plan.batchSize() : 1;
    int whole = NumericPlanRules.wholeBlock(specification, batch);
    int blocks = Math.ceilDiv(trials, plan.blockSize());
    int size = Math.ceilDiv(Math.ceilDiv(trials, blocks), whole) * whole;
    return withBlockSize(size, plan);
  }

  /** Returns the number of blocks of a round of {@link #ofContrastRound}. */
  public int blocksOfRound() {
    int trials = ThresholdSearch.TRIALS * stimulus.sequence().stimulus().signals().size();
    return Math.ceilDiv(trials, plan.blockSize());
  }

  /** Returns the number of trials before the first block, in which contrasts are searched for. */
  public long contrastTrials() {
    if (!(stimulus.sequence().stimulus() instanceof ThresholdNoise)) {
      return 0;
    }
    PreparedStudy round = ofContrastRound();
    return (long) ThresholdSearch.ROUNDS * round.blocksOfRound() * round.plan.blockSize();
  }

  /**
   * Returns the study with the blocks and batches of an earlier run, unless the specification sets
   * them. The standard sizes depend on the maximum number of trials and on the version of Revcor.
   */
  public PreparedStudy withBlocksOf(NumericPlan earlier) {
    return withBlockSize(specification.numerics().blockSize().orElse(earlier.blockSize()), earlier);
  }

  public PreparedStudy withPlan(NumericPlan other) {
    return with(specification, stimulus, other);
  }

  /** Returns the study with a specification that differs in its reference to the observer only. */
  public PreparedStudy withSpecification(StudySpecification other) {
    return with(other, stimulus, plan);
  }

  private PreparedStudy with(
      StudySpecification requested, PreparedStimulus stimuli, NumericPlan other) {
    return new PreparedStudy(
        requested,
        observer,
        stimuli,
        protocol,
        other,
        channels,
        windows,
        patches,
        covariance,
        estimator,
        structuredNoise);
  }

  /** Returns whether the observer's outputs come from clients. */
  public boolean isExternal() {
    return observer instanceof ExternalSource;
  }

  public Estimand estimand() {
    return specification.estimation().kind().estimand(specification);
  }

  public int values() {
    return (int) protocol.averaged().size();
  }

  /** Returns the digests of what stimuli and maps are made from. */
  public String sources() {
    return (stimulus.digest() + " " + estimator.digest()).strip();
  }

  /** Returns the number of values of a drawn row, which determines the memory of a trial. */
  public int rowValues() {
    return stimulus.sequence().stimulus().rowValues();
  }

  /**
   * Returns the empty moments of a channel.
   *
   * @param workspace shared by channels that are added to one after the other
   */
  public ChannelMoments moments(int channel, Workspace workspace) {
    return estimator.moments(estimand(), patches.get(channel), workspace);
  }

  /** Returns the empty products that all channels share. */
  public Optional<CommonProducts> products() {
    return estimator.products();
  }

  public MapEstimator.Sizes sizes() {
    return estimator.sizes(values(), mapValues());
  }

  public List<Integer> mapShape() {
    Window window = windows.getFirst();
    return List.of((int) protocol.averaged().get(0), window.height(), window.width());
  }

  public int mapValues() {
    return mapShape().stream().reduce(1, Math::multiplyExact);
  }

  public long blocks() {
    return specification
        .stop()
        .maxTrials()
        .map(trials -> plan.blocks(trials - contrastTrials()))
        .orElse(Long.MAX_VALUE / plan.blockSize());
  }

  /** Returns the maximum number of trials, in whole blocks; empty without such a rule. */
  public Optional<Long> maxTrials() {
    return specification
        .stop()
        .maxTrials()
        .map(trials -> contrastTrials() + blocks() * plan.blockSize());
  }

  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(stimulus.warnings());
    leftOut().ifPresent(warnings::add);
    covariance.ifPresent(axes -> warnings.addAll(axes.warnings()));
    Optional<Long> requested = specification.stop().maxTrials();
    if (!requested.equals(maxTrials())) {
      warnings.add(
          "max-trials is rounded up from %d to %d, whole blocks of %d"
              .formatted(requested.get(), maxTrials().get(), plan.blockSize()));
    }
    if (blocks() < MIN_BLOCKS_FOR_ERRORS && specification.estimation().kind().hasBlockErrors()) {
      warnings.add(
          "standard errors are estimated from %d blocks; below %d blocks they are rough, a smaller block-size gives more blocks"
              .formatted(blocks(), MIN_BLOCKS_FOR_ERRORS));
    }
    return warnings;
  }

  private Optional<String> leftOut() {
    List<String> classes = stimulus.sequence().stimulus().signals();
    List<String> left =
        IntStream.range(0, plan.contrasts().size())
            .filter(c -> plan.contrasts().get(c) == ThresholdNoise.LEFT_OUT)
            .mapToObj(classes::get)
            .toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%,d of %,d classes are left out, since at no contrast their example gets their label in about half of the trials: %s"
                .formatted(left.size(), classes.size(), String.join(", ", left)));
  }
}
