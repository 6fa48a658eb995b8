package org.revcor.study.specification;

import java.util.Map;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.Patch;
import org.revcor.estimate.StimulusProducts;
import org.revcor.estimate.Workspace;
import org.revcor.inference.AverageSums;
import org.revcor.inference.LaneSums;
import org.revcor.study.specification.StudySpecification.Conventions;

record AverageEstimator() implements MapEstimator {
  @Override
  public Prepared prepare(Request request) {
    return new Averages(request.stimulus().averaged().variance());
  }

  private record Averages(double[] variance) implements Prepared {
    @Override
    public LaneSums sums() {
      return AverageSums.ALONE;
    }

    @Override
    public ChannelMoments moments(Estimand estimand, Patch patch, Workspace workspace) {
      return ChannelMoments.averages(estimand, patch, variance, workspace);
    }

    @Override
    public Map<String, Object> conventions(Estimand estimand, int mapValues) {
      Map<String, Object> conventions = Prepared.super.conventions(estimand, mapValues);
      conventions.put("precision", "asymptotic confidence sequence over all values and channels");
      return conventions;
    }
  }

  /**
   * Averages from which the covariance of the stimuli is removed.
   *
   * @param estimator the estimator of the study, which must be averages
   * @param ridge share of the mean variance that is added to each variance of the stimuli
   */
  record Whitened(Estimator estimator, double ridge) implements MapEstimator {
    /**
     * Maximum number of values of a stimulus; the covariance then has about half a million values.
     */
    private static final int MAX_VALUES = 1_024;

    @Override
    public Optional<MapDependence> dependence() {
      return Optional.of(MapDependence.CORRELATED_FIT);
    }

    @Override
    public boolean hasBlockErrors() {
      return false;
    }

    @Override
    public Optional<String> precisionObstacle() {
      return Optional.of("whiten = true, whose errors are not estimated from blocks");
    }

    @Override
    public Prepared prepare(Request request) {
      if (estimator != Estimator.AVERAGE) {
        throw refused("left out, or estimator = average");
      }
      if (request.study().estimation().conventions() != Conventions.DEFAULT) {
        throw refused("left out with conventions that are not default");
      }
      double[] mean = request.stimulus().averaged().mean();
      if (mean.length > MAX_VALUES) {
        throw refused(
            "left out with stimuli of more than %,d values, as these have".formatted(MAX_VALUES));
      }
      return new LeastSquares(mean, ridge, request.study().stimuli().antithetic() ? 2 : 1);
    }

    private static InvalidInputException refused(String expected) {
      return new InvalidInputException("study.whiten", "true", expected);
    }
  }

  /**
   * @param trialsPerDraw 2 if stimuli are antithetic pairs, else 1
   */
  private record LeastSquares(double[] mean, double ridge, int trialsPerDraw) implements Prepared {
    /** The sums of both halves, a copy of them, their inverses, work arrays. */
    private static final long MATRICES = 10;

    @Override
    public LaneSums sums() {
      return new AverageSums(true, mean);
    }

    @Override
    public ChannelMoments moments(Estimand estimand, Patch patch, Workspace workspace) {
      return ChannelMoments.whitened(estimand, patch);
    }

    @Override
    public Optional<CommonProducts> products() {
      return Optional.of(new StimulusProducts(mean, ridge, trialsPerDraw));
    }

    @Override
    public Sizes sizes(int values, int mapValues) {
      long square = (long) mean.length * mean.length;
      return new Sizes(
          values,
          mapValues,
          ChannelMoments.doublesWhitened(mapValues),
          square,
          square,
          MATRICES * square);
    }

    @Override
    public Map<String, Object> conventions(Estimand estimand, int mapValues) {
      Map<String, Object> conventions = Prepared.super.conventions(estimand, mapValues);
      conventions.put("definition", "inverse covariance of x times Cov(x, r)");
      conventions.put(
          "whitening",
          "inverse of the covariance of the stimuli shown, ridge %s of their mean variance"
              .formatted(ridge));
      conventions.put("errors", "standard errors of least squares");
      conventions.put("reliability", BY_HALVES);
      return conventions;
    }
  }
}
