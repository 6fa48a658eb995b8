package org.revcor.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Patch;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.Window;

/**
 * A specification that is known to work: its observer found, its channels and its numeric plan
 * fixed.
 *
 * @param channels channel names
 * @param windows what the map of each channel covers of the picture, all of one size
 * @param testPictures labelled pictures for the observer's classes, where they ship and the
 *     channels are classes
 */
record PreparedStudy(
    StudySpecification specification,
    ObserverSource observer,
    NumericPlan plan,
    List<String> channels,
    List<Window> windows,
    Estimand estimand,
    Optional<Pictures> testPictures) {

  private static final int FEWEST_BLOCKS_FOR_ERRORS = 50;

  /**
   * @throws org.revcor.InvalidInputException if the specification cannot be used, or the study
   *     cannot fit
   */
  static PreparedStudy of(
      StudySpecification specification,
      ObserverReference.Resolver observers,
      Platform platform,
      Capacity capacity) {
    ObserverSource observer = observers.resolve(specification.observer());
    Readout readout = specification.readout();
    List<String> channels = readout.channels(observer.description());
    NumericPlan plan =
        NumericPlan.of(
            observer.description().values(),
            specification.stop().maxTrials(),
            specification.blockSize(),
            platform);
    Optional<Pictures> pictures =
        DataSets.shippedTest(observer.description().dataset())
            .filter(set -> readout instanceof ClassReadout)
            .filter(set -> set.values() == observer.description().values())
            .filter(set -> set.classes().size() == channels.size());
    PreparedStudy study =
        new PreparedStudy(
            specification,
            observer,
            plan,
            channels,
            readout.windows(observer.description()),
            estimand(specification),
            pictures);
    capacity.requireFits(study);
    return study;
  }

  private static Estimand estimand(StudySpecification specification) {
    if (specification.conventions() == Conventions.PAPER) {
      return Estimand.TRIGGERED_MEAN;
    }
    return !specification.readout().hasNaturalZero()
        ? Estimand.FIRST_ORDER_KERNEL
        : Estimand.CLASS_MAP;
  }

  /** Values d of a stimulus. */
  int values() {
    return observer.description().values();
  }

  /** What the map of a channel covers of a stimulus. */
  Patch patch(int channel) {
    ObserverDescription shown = observer.description();
    Window window = windows.get(channel);
    return Patch.of(
        shown.planes(),
        shown.height(),
        shown.width(),
        window.top(),
        window.left(),
        window.height(),
        window.width());
  }

  /** Shape of a map: planes, rows, columns. */
  List<Integer> mapShape() {
    Window window = windows.getFirst();
    return List.of(observer.description().planes(), window.height(), window.width());
  }

  /** Values of a map. */
  int mapValues() {
    return mapShape().stream().reduce(1, Math::multiplyExact);
  }

  /** Whether a channel is a class of the observer's, so that its map may be shown to it. */
  boolean channelsAreClasses() {
    return specification.readout() instanceof ClassReadout;
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
    List<String> warnings = new ArrayList<>();
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
