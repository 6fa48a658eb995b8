package org.revcor.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.estimate.Estimand;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.observer.ObserverSource;

/**
 * A specification that is known to work: its observer found, its channels and its numeric plan
 * fixed.
 *
 * @param channels channel names
 * @param testPictures labelled pictures for the observer's classes, where they ship
 */
record PreparedStudy(
    StudySpecification specification,
    ObserverSource observer,
    NumericPlan plan,
    List<String> channels,
    Estimand estimand,
    Optional<Pictures> testPictures) {

  private static final int FEWEST_BLOCKS_FOR_ERRORS = 50;

  /**
   * @throws org.revcor.InvalidInputException if the specification cannot be used
   */
  static PreparedStudy of(
      StudySpecification specification, ObserverReference.Resolver observers, Platform platform) {
    ObserverSource observer = observers.resolve(specification.observer());
    List<String> channels = specification.readout().channels(observer.description());
    NumericPlan plan =
        NumericPlan.of(
            observer.description().values(),
            specification.stop().maxTrials(),
            specification.blockSize(),
            platform);
    Optional<Pictures> pictures =
        DataSets.shippedTest(observer.description().dataset())
            .filter(set -> set.values() == observer.description().values())
            .filter(set -> set.classes().size() == channels.size());
    return new PreparedStudy(
        specification, observer, plan, channels, estimand(specification), pictures);
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
