package org.revcor.study;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Patch;
import org.revcor.estimate.StimulusProducts;
import org.revcor.estimate.Workspace;
import org.revcor.lane.HalfBlockSums;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.lane.Protocol;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Window;
import org.revcor.specification.PreparedStimulus;
import org.revcor.specification.StudySpecification;

/**
 * A specification that is known to work: its observer found, its channels and its numeric plan
 * fixed.
 *
 * @param protocol what is done with each trial
 * @param channels channel names
 * @param windows what the map of each channel covers of what is averaged, all of one size
 * @param patches the same as places among the values of what is averaged
 * @param testImages labelled images for the observer's classes, where they ship and the channels
 *     are classes
 * @param covariance the axes that are looked for, if any
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
    Estimand estimand,
    Optional<Images> testImages,
    Optional<PreparedCovariance> covariance) {

  private static final int MIN_BLOCKS_FOR_ERRORS = 50;

  /**
   * A new study.
   *
   * @throws org.revcor.InvalidInputException if the specification cannot be used, or the study
   *     cannot fit
   */
  public static PreparedStudy of(
      StudySpecification specification, Materials materials, Platform platform, Capacity capacity) {
    return of(
        specification,
        materials,
        platform,
        capacity,
        new BatchSizes.Found(materials.calibrations()));
  }

  /**
   * A study that was begun before: a calibrated batch size is the one that it was begun with.
   *
   * @param earlier its plan
   * @throws org.revcor.InvalidInputException if the specification cannot be used, or the study
   *     cannot fit
   */
  public static PreparedStudy again(
      StudySpecification specification,
      NumericPlan earlier,
      Materials materials,
      Platform platform,
      Capacity capacity) {
    return of(specification, materials, platform, capacity, new BatchSizes.Planned(earlier));
  }

  private static PreparedStudy of(
      StudySpecification specification,
      Materials materials,
      Platform platform,
      Capacity capacity,
      BatchSizes batches) {
    PreparedPlan.requireUsable(specification.precision(), specification.estimator());
    ObserverSource observer =
        materials.observers().resolve(specification.observer()).in(specification.precision());
    ObserverDescription shown = observer.description();
    specification.readout().channels(shown);
    PreparedStimulus stimulus = specification.stimulus().prepare(specification, shown, materials);
    Protocol firstMoments = PreparedProtocol.of(specification, observer, stimulus);
    List<String> channels = firstMoments.channels();
    Optional<PreparedCovariance> covariance =
        PreparedCovariance.of(specification, stimulus, firstMoments, channels);
    Protocol withMoments =
        PreparedProtocol.secondMoments(specification, stimulus, firstMoments, covariance)
            .map(firstMoments::with)
            .orElse(firstMoments);
    int values = Math.max(shown.values(), stimulus.sequence().stimulus().rowValues());
    NumericPlan plan =
        PreparedPlan.of(
            specification,
            values,
            withMoments.forwardsPerTrial(),
            batches.mostAtOnce(specification, shown, platform),
            platform);
    stimulus.sequence().requireWholePairs(plan.blockSize());
    Protocol protocol = withMoments.with(PreparedSequence.squares(specification));
    Optional<Images> images =
        DataSets.shippedTest(shown.dataset())
            .filter(set -> mapsAreImagesOfClasses(protocol))
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
            patches(protocol),
            PreparedProtocol.estimand(specification),
            images,
            covariance);
    capacity.requireFits(study);
    return study;
  }

  /**
   * The same in blocks of at most so many trials, for who waits for the first of them; another
   * study by its numeric plan.
   */
  PreparedStudy inBlocksOf(int most) {
    return plan.blockSize() <= most ? this : inBlocks(most, plan);
  }

  /**
   * @param shown the plan whose batches are taken, unless the specification settles them
   */
  private PreparedStudy inBlocks(int size, NumericPlan shown) {
    return new PreparedStudy(
        specification,
        observer,
        stimulus,
        protocol,
        NumericPlan.of(
                rowValues(),
                OptionalLong.empty(),
                OptionalInt.of(size),
                new BatchSizes.Planned(shown)
                    .mostAtOnce(specification, observer.description(), plan.platform()),
                plan.platform())
            .in(plan.precision()),
        channels,
        windows,
        patches,
        estimand,
        testImages,
        covariance);
  }

  /**
   * The same in blocks of an earlier run, unless the specification names their size: a standard
   * block depends on how many trials there may be, which may change.
   */
  PreparedStudy inTheBlocksOf(NumericPlan earlier) {
    boolean free = specification.blockSize().isEmpty() && earlier.blockSize() != plan.blockSize();
    return free ? inBlocks(earlier.blockSize(), earlier) : this;
  }

  private static boolean mapsAreImagesOfClasses(Protocol protocol) {
    return protocol.readout() instanceof ClassReadout
        && protocol.signals().isEmpty()
        && !protocol.averagesLatents();
  }

  /** The same study, with other sums of half-blocks than it asks for, and none of squares. */
  PreparedStudy with(HalfBlockSums wanted) {
    return new PreparedStudy(
        specification,
        observer,
        stimulus,
        protocol.with(wanted).with(Optional.empty()),
        plan,
        channels,
        windows,
        patches,
        estimand,
        testImages,
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

  /** Channels that cover the same share a patch: of the units of a layer there are thousands. */
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

  /** What the map of a channel covers of a stimulus. */
  Patch patch(int channel) {
    return patches.get(channel);
  }

  /**
   * The moments of a channel, before its first block.
   *
   * @param workspace of channels that are added to one after the other
   */
  ChannelMoments moments(int channel, Workspace workspace) {
    if (specification.ridge().isPresent()) {
      return ChannelMoments.whitened(estimand, patch(channel));
    }
    double[] variance = stimulus.averaged().variance();
    if (protocol.squares().isPresent()) {
      return ChannelMoments.bounded(
          estimand,
          patch(channel),
          stimulus.averaged().mean(),
          variance,
          specification
              .stop()
              .boundary(
                  mapValues(),
                  channels.size(),
                  variance[0],
                  protocol.squares().get().labels() ? 1 : 1.0 / channels.size()),
          workspace);
    }
    return protocol.readout() instanceof PooledReadout
        ? ChannelMoments.ofCentred(estimand, patch(channel), variance, workspace)
        : ChannelMoments.of(
            specification.estimator(), estimand, patch(channel), variance, workspace);
  }

  /** The products of stimuli, before the first block; there if maps are whitened. */
  Optional<StimulusProducts> products() {
    return specification.ridge().stream()
        .mapToObj(ridge -> new StimulusProducts(stimulus.averaged().mean(), ridge))
        .findFirst();
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
    return mapsAreImagesOfClasses(protocol);
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

  /** What a user should know before the study begins. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(stimulus.warnings());
    covariance.ifPresent(axes -> warnings.addAll(axes.warnings()));
    OptionalLong asked = specification.stop().maxTrials();
    if (asked.isPresent() && asked.getAsLong() != maxTrials().getAsLong()) {
      warnings.add(
          "max-trials is rounded up from %d to %d, whole blocks of %d"
              .formatted(asked.getAsLong(), maxTrials().getAsLong(), plan.blockSize()));
    }
    if (blocks() < MIN_BLOCKS_FOR_ERRORS) {
      warnings.add(
          "standard errors come from %d blocks; below %d they are rough, a smaller block-size gives more"
              .formatted(blocks(), MIN_BLOCKS_FOR_ERRORS));
    }
    return warnings;
  }
}
