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
  /** Returns what is true of all its maps. */
  Traits traits();

  /** Returns the number of trials that determines the standard block size. */
  default long trialsForBlocks(long maxTrials) {
    return maxTrials;
  }

  /** Returns the minimum block size if responses are centred within each half of a block. */
  default int minCentredBlock() {
    return 2;
  }

  /** Returns why stimuli have the size of the observer's input, after "left out with". */
  default Optional<String> sizeObstacle() {
    return Optional.empty();
  }

  /**
   * Prepares the estimator for a run.
   *
   * @throws InvalidInputException if it cannot be combined with other settings
   */
  Prepared prepare(Request request);

  /**
   * What is true of all maps of an estimator.
   *
   * @param dependence dependence of map values under the null hypothesis; empty for that of the
   *     averaged values
   * @param isZOverError whether z is a value over its standard error
   * @param hasBlockErrors whether standard errors are estimated from blocks; else from trials
   * @param precisionObstacle what prevents a precision, after "left out with"; empty for nothing
   */
  record Traits(
      Optional<MapDependence> dependence,
      boolean isZOverError,
      boolean hasBlockErrors,
      Optional<String> precisionObstacle) {
    static Traits of(String dependence, boolean isZ, boolean ofBlocks, String noPrecision) {
      return new Traits(
          Optional.of(MapDependence.because(dependence)), isZ, ofBlocks, Optional.of(noPrecision));
    }
  }

  /**
   * What an estimator is prepared for.
   *
   * @param shape an observer with the shape of the stimuli
   */
  record Request(
      StudySpecification study,
      ObserverSource observer,
      PreparedStimulus stimulus,
      ObserverDescription shape,
      StimulusSources sources) {}

  /** The estimator of a study that can run. */
  interface Prepared {
    /** Returns what lanes compute. */
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

    /** Returns the number of stimulus sums in a tally of stimuli of d values. */
    default int stimulusSums(int values) {
      return values;
    }

    /** Returns the number of values of a channel's row in a tally. */
    default int rowOfChannel(int mapValues) {
      return mapValues;
    }

    /** Returns the number of doubles that the moments of a channel store. */
    default long doubles(int mapValues) {
      return ChannelMoments.doublesWithBlockErrors(mapValues);
    }

    /** Returns the number of products of a block that all channels share. */
    default long commonNumbers() {
      return 0;
    }

    /** Returns the memory of the products that all channels share, in bytes. */
    default long commonBytes(int lanes) {
      return 0;
    }

    /** Returns the refusal of a study whose common products do not fit into memory. */
    default InvalidInputException tooLarge(String size, String limit) {
      throw new IllegalStateException("no products that take " + size);
    }

    /** Returns the digest of what else than stimuli maps are made from; "" for nothing. */
    default String digest() {
      return "";
    }

    /**
     * Checks that a study has enough trials.
     *
     * @throws InvalidInputException if it has not
     */
    default void requireEnough(StudySpecification study, NumericPlan plan) {}

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
        "power of the map over that of the difference of its halves, judged by its lower 95 %"
            + " limit";
  }
}
