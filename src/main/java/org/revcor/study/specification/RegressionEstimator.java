package org.revcor.study.specification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Patch;
import org.revcor.estimate.RegressionMoments;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.estimate.ScoreProducts;
import org.revcor.estimate.Workspace;
import org.revcor.inference.LaneSums;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Rendering;
import org.revcor.inference.ScoreSums;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.specification.StudySpecification.Conventions;
import org.revcor.study.specification.StudySpecification.RegressionSpecification;

/** Ridge regression of the responses on the scores of stimuli in a basis of images. */
public record RegressionEstimator(RegressionSpecification options) implements MapEstimator {
  /** Maximum number of scores, whose products then take 16 MiB. */
  private static final int MAX_COMPONENTS = 512;

  /** Gives a standard study ten blocks, since errors need few blocks and sums are large. */
  private static final long BLOCK_FACTOR = 5;

  /** Leaves more than the mean of a half. */
  private static final int MIN_CENTRED_BLOCK = 4;

  @Override
  public Optional<MapDependence> dependence() {
    return Optional.of(MapDependence.CORRELATED_FIT);
  }

  @Override
  public boolean isZOverError() {
    return true;
  }

  @Override
  public boolean hasBlockErrors() {
    return false;
  }

  @Override
  public Optional<String> precisionObstacle() {
    return Optional.of("estimator = regression, whose errors have no confidence sequence");
  }

  @Override
  public long trialsForBlocks(long maxTrials) {
    return BLOCK_FACTOR * maxTrials;
  }

  @Override
  public int minCentredBlock() {
    return MIN_CENTRED_BLOCK;
  }

  @Override
  public Prepared prepare(Request request) {
    StudySpecification study = request.study();
    if (study.bySignal()) {
      throw refused("average with by-signal");
    }
    if (study.estimation().conventions() != Conventions.DEFAULT) {
      throw refused("average with conventions that are not default");
    }
    if (study.estimation().covariance().isPresent()) {
      throw refused("average with covariance");
    }
    if (request.stimulus().rendering() instanceof Rendering.Decoded decoded && decoded.latent()) {
      throw refused("average with space = latent; a regression is of pixels");
    }
    ScoreBasis basis = basis(study, options, request.sources());
    if (basis.components() > MAX_COMPONENTS) {
      throw refused(
          "average with %s, which has %d components; a regression takes at most %d"
              .formatted(basis.name(), basis.components(), MAX_COMPONENTS));
    }
    if (basis.images().length / basis.components() != request.shape().values()) {
      throw new InvalidInputException(
          "study.basis",
          "%s, of images of %d values"
              .formatted(basis.name(), basis.images().length / basis.components()),
          "a basis of images of %s, as the stimuli are; study.stimulus.size sets their size"
              .formatted(request.shape().shapeText()));
    }
    return new PreparedRegression(
        options, basis, request.shape().width(), study.stimuli().antithetic());
  }

  static ScoreBasis basis(
      StudySpecification study, RegressionSpecification options, StimulusSources sources) {
    if (options.basis().isPresent()) {
      return sources.scoreBasis("study.basis", options.basis().get());
    }
    return study
        .stimuli()
        .kind()
        .basis(sources)
        .orElseThrow(
            () ->
                refused(
                    "average with %s, which has no basis of its own; study.basis = pca-cifar-10 would name one"
                        .formatted(study.stimuli().kind().words())));
  }

  private static InvalidInputException refused(String expected) {
    return new InvalidInputException("study.estimator", "regression", expected);
  }

  /**
   * Returns the basis of a regression; empty for other estimators.
   *
   * @throws InvalidInputException if it is missing
   */
  public static Optional<ScoreBasis> basisOf(StudySpecification study, StimulusSources sources) {
    return study.estimation().regression().map(options -> basis(study, options, sources));
  }

  /** A validated regression on the scores of stimuli. */
  public record PreparedRegression(
      RegressionSpecification options, ScoreBasis basis, int width, boolean paired)
      implements MapEstimator.Prepared {
    /** The sums, and what a look computes from a copy as whole matrices. */
    private static final int SETS_OF_SUMS = 4;

    @Override
    public void requireEnough(StudySpecification study, NumericPlan plan, long before) {
      int half = plan.blockSize() / 2;
      int each = paired ? half / 2 : half - 1;
      if (study.stop().maxTrials().isEmpty()) {
        return;
      }
      long blocks = plan.blocks(study.stop().maxTrials().get() - before);
      if (each * blocks <= basis.components()) {
        long needed = basis.components() / each + 1L;
        throw new InvalidInputException(
            "study.stop.max-trials",
            "" + study.stop().maxTrials().get(),
            "at least %d, so that each half has more %s than the %d components of %s"
                .formatted(
                    before + needed * plan.blockSize(),
                    paired ? "pairs" : "stimuli",
                    basis.components(),
                    basis.name()));
      }
    }

    @Override
    public LaneSums sums() {
      return new ScoreSums(basis.components(), basis.filters(), paired);
    }

    @Override
    public ChannelMoments moments(Estimand estimand, Patch patch, Workspace workspace) {
      boolean kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
      return new RegressionMoments(
          estimand,
          new RegressionBasis(basis.components(), kernel ? basis.filters() : basis.images()));
    }

    @Override
    public Optional<CommonProducts> products() {
      return Optional.of(
          new ScoreProducts(
              basis.components(),
              paired,
              options.ridge(),
              options.mirror() ? Optional.of(basis.mirror(width)) : Optional.empty()));
    }

    @Override
    public Sizes sizes(int values, int mapValues) {
      int k = basis.components();
      long stored = ScoreProducts.doubles(k);
      return new Sizes(
          0, k, RegressionMoments.doubles(k), (long) k * (k + 1), stored, SETS_OF_SUMS * stored);
    }

    @Override
    public String digest() {
      return basis.digest();
    }

    @Override
    public Map<String, Object> conventions(Estimand estimand, int mapValues) {
      Map<String, Object> conventions =
          MapEstimator.Prepared.super.conventions(estimand, mapValues);
      conventions.put(
          "definition",
          estimand == Estimand.FIRST_ORDER_KERNEL
              ? "coefficients of the scores, times the filters of the scores"
              : "coefficients of the scores, times the images of the scores, / mean(r)");
      if (estimand == Estimand.FIRST_ORDER_KERNEL) {
        conventions.put("divisor", "none");
      }
      conventions.put("errors", "least squares in shape, by groups of half-blocks in size");
      conventions.put("reliability", BY_HALVES);
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("name", basis.name());
      described.put("digest", basis.digest());
      described.put("components", basis.components());
      described.put("ridge", options.ridge());
      described.put("symmetry", options.mirror() ? "mirror" : "none");
      described.put("observations", paired ? "differences of pairs" : "trials");
      described.put("covered", "the span of the components; what lies outside is not estimated");
      conventions.put("basis", described);
      return conventions;
    }
  }
}
