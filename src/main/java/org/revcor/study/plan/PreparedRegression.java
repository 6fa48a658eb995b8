package org.revcor.study.plan;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.estimate.ScoreProducts;
import org.revcor.inference.HalfBlockProtocol.RegressionProtocol;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Rendering;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StimulusSources;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.Conventions;
import org.revcor.study.specification.StudySpecification.RegressionSpecification;

/**
 * A validated regression on the scores of stimuli.
 *
 * @param width columns of a stimulus
 * @param paired whether an observation is the difference of an antithetic pair
 */
public record PreparedRegression(
    RegressionSpecification options, ScoreBasis basis, int width, boolean paired) {
  /** Maximum number of scores, whose products then take 16 MiB. */
  private static final int MAX_COMPONENTS = 512;

  /**
   * Validates the regression of a study.
   *
   * @param shape an observer with the shape of the stimuli
   * @throws InvalidInputException if its stimuli have no basis, or it cannot be combined with the
   *     other settings
   */
  static Optional<PreparedRegression> of(
      StudySpecification study,
      PreparedStimulus stimulus,
      ObserverDescription shape,
      StimulusSources sources) {
    if (study.estimation().regression().isEmpty()) {
      return Optional.empty();
    }
    RegressionSpecification options = study.estimation().regression().get();
    if (study.bySignal()) {
      throw refused("average with by-signal");
    }
    if (study.estimation().conventions() != Conventions.DEFAULT) {
      throw refused("average with conventions that are not default");
    }
    if (study.estimation().covariance().isPresent()) {
      throw refused("average with covariance");
    }
    if (stimulus.rendering() instanceof Rendering.Decoded decoded && decoded.latent()) {
      throw refused("average with space = latent; a regression is of pixels");
    }
    ScoreBasis basis = basis(study, options, sources);
    if (basis.components() > MAX_COMPONENTS) {
      throw refused(
          "average with %s, which has %d components; a regression takes at most %d"
              .formatted(basis.name(), basis.components(), MAX_COMPONENTS));
    }
    if (basis.images().length / basis.components() != shape.values()) {
      throw new InvalidInputException(
          "study.basis",
          "%s, of images of %d values"
              .formatted(basis.name(), basis.images().length / basis.components()),
          "a basis of images of %s, as the stimuli are; study.stimulus.size sets their size"
              .formatted(shape.shapeText()));
    }
    return Optional.of(
        new PreparedRegression(options, basis, shape.width(), study.stimuli().antithetic()));
  }

  /**
   * Returns the basis of a regression; empty for other estimators.
   *
   * @throws InvalidInputException if it is missing
   */
  public static Optional<ScoreBasis> basisOf(StudySpecification study, StimulusSources sources) {
    return study.estimation().regression().map(options -> basis(study, options, sources));
  }

  private static ScoreBasis basis(
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
   * Checks that each half will have more observations than there are scores.
   *
   * @throws InvalidInputException if the study has too few trials
   */
  void requireEnough(StudySpecification study, NumericPlan plan) {
    int half = plan.blockSize() / 2;
    int each = paired ? half / 2 : half - 1;
    if (study.stop().maxTrials().isEmpty()) {
      return;
    }
    long blocks = plan.blocks(study.stop().maxTrials().get());
    if (each * blocks <= basis.components()) {
      long needed = basis.components() / each + 1L;
      throw new InvalidInputException(
          "study.stop.max-trials",
          "" + study.stop().maxTrials().get(),
          "at least %d, so that each half has more %s than the %d components of %s"
              .formatted(
                  needed * plan.blockSize(),
                  paired ? "pairs" : "stimuli",
                  basis.components(),
                  basis.name()));
    }
  }

  RegressionProtocol protocol() {
    return new RegressionProtocol(basis.components(), basis.filters(), paired);
  }

  /** Returns the empty sums that all channels share. */
  ScoreProducts products() {
    return new ScoreProducts(
        basis.components(),
        paired,
        options.ridge(),
        options.mirror() ? Optional.of(basis.mirror(width)) : Optional.empty());
  }

  /** Returns the images that maps are sums of. */
  RegressionBasis images(Estimand estimand) {
    return new RegressionBasis(
        basis.components(),
        estimand == Estimand.FIRST_ORDER_KERNEL ? basis.filters() : basis.images());
  }
}
