package org.revcor.study.specification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Patch;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.Workspace;
import org.revcor.inference.LaneSums;
import org.revcor.inference.NumericPlan;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/**
 * A way to estimate maps: all that depends on the estimator of a study. These methods need the
 * specification only; {@link Prepared} has what a run needs.
 */
public interface MapEstimator {
  /**
   * Returns the estimand of its maps.
   *
   * @throws InvalidInputException if conventions and readout have none
   */
  default Estimand estimand(StudySpecification study) {
    boolean hasZero = study.readout().hasNaturalZero();
    return switch (study.estimation().conventions()) {
      case PAPER -> Estimand.TRIGGERED_MEAN;
      case AUTHORS -> {
        if (!hasZero) {
          throw new InvalidInputException(
              "study.conventions",
              "authors",
              "default or paper with readout %s, whose mean square may be negative and then has no root"
                  .formatted(study.readout().word()));
        }
        yield Estimand.ROOT_MEAN_SQUARE;
      }
      case DEFAULT -> hasZero ? Estimand.CLASS_MAP : Estimand.FIRST_ORDER_KERNEL;
    };
  }

  /**
   * Returns the dependence of map values under the null hypothesis; empty for that of the averaged
   * values.
   */
  default Optional<MapDependence> dependence() {
    return Optional.empty();
  }

  /** Returns whether z is a value over its standard error. */
  default boolean isZOverError() {
    return false;
  }

  /** Returns whether standard errors are estimated from blocks; else from trials. */
  default boolean hasBlockErrors() {
    return true;
  }

  /** Returns what prevents a precision, after "left out with"; empty for nothing. */
  default Optional<String> precisionObstacle() {
    return Optional.empty();
  }

  /** Returns whether lanes compute gradients of the input's pixels. */
  default boolean takesGradients() {
    return false;
  }

  default long trialsForBlocks(long maxTrials) {
    return maxTrials;
  }

  /** Returns the minimum block size if responses are centred within each half of a block. */
  default int minCentredBlock() {
    return 2;
  }

  /**
   * Prepares the estimator for a run.
   *
   * @throws InvalidInputException if it cannot be combined with other settings
   */
  Prepared prepare(Request request);

  /** What an estimator is prepared for. */
  record Request(
      StudySpecification study,
      ObserverSource observer,
      PreparedStimulus stimulus,
      ObserverDescription shape,
      StimulusSources sources) {}

  /** The estimator of a study that can run. */
  interface Prepared {
    LaneSums sums();

    /**
     * Returns the empty moments of a channel.
     *
     * @param workspace shared by channels that are added to one after the other
     */
    ChannelMoments moments(Estimand estimand, Patch patch, Workspace workspace);

    /** Returns the empty products that all channels share. */
    default Optional<CommonProducts> products() {
      return Optional.empty();
    }

    default Sizes sizes(int values, int mapValues) {
      return new Sizes(
          values, mapValues, ChannelMoments.doublesWithBlockErrors(mapValues), 0, 0, 0);
    }

    /** Returns the digest of what else than stimuli maps are made from; "" for nothing. */
    default String digest() {
      return "";
    }

    /**
     * Checks that a study has enough trials.
     *
     * @param before trials before the first block
     * @throws InvalidInputException if it has not
     */
    default void requireEnough(StudySpecification study, NumericPlan plan, long before) {}

    /**
     * Returns what results state of the maps: definition, divisor, errors, reliability, and what
     * else there is.
     */
    default Map<String, Object> conventions(Estimand estimand, int mapValues) {
      Map<String, Object> conventions = new LinkedHashMap<>();
      conventions.put("definition", estimand.definition());
      conventions.put(
          "divisor",
          estimand == Estimand.FIRST_ORDER_KERNEL
              ? "trials times the variance of each value"
              : "sum of the responses");
      conventions.put("errors", "standard errors by block means");
      conventions.put(
          "reliability",
          "power of the map%s over that of its noise by blocks, judged by its lower 95 %% limit"
              .formatted(mapValues < Reliability.FEW ? "" : ", less its mean over pixels,"));
      return conventions;
    }

    /** The reliability of maps whose halves are compared. */
    String BY_HALVES =
        "power of the map over that of the difference of its halves in the norm v'Cv, C the"
            + " covariance of stimuli or scores, judged by its lower 95 % limit in this norm";
  }

  /** Sizes of sums. */
  record Sizes(
      int stimulusSums, int row, long moments, long blockProducts, long products, long work) {}
}
