package org.revcor.study;

import java.util.Optional;
import org.revcor.estimate.Estimator;
import org.revcor.observer.PooledReadout;
import org.revcor.specification.StimulusSpecification;
import org.revcor.specification.StimulusSpecification.Space;
import org.revcor.specification.StudySpecification;

/**
 * Whether the values of a z-map are independent under the null hypothesis that the response ignores
 * what is averaged.
 *
 * <p>An average has {@code z_j = Σ(r-r̄)(n_j-n̄_j)/(σ_j √Σ(r-r̄)²)}, with responses r and averaged
 * values n_j of variance σ_j². Under the null, r is independent of n, whatever else it depends on,
 * such as the image that the noise is added to. Given r, z_j is a weighted sum of draws of n_j
 * only, with mean 0 and variance 1; it is exactly normal for Gaussian n. So z_i and z_j are
 * independent where n_i and n_j are. Only the law of the averaged values matters, not that of the
 * stimuli shown.
 *
 * @param independent whether values are independent, so that whole maps can be tested
 * @param reason why smoothed maps are not tested; empty if they are
 */
record MapDependence(boolean independent, Optional<String> reason) {
  private static final MapDependence NONE = new MapDependence(true, Optional.empty());

  /** Returns the dependence of the maps of a study. */
  static MapDependence of(StudySpecification study) {
    if (study.estimator() != Estimator.AVERAGE) {
      return because("neighbouring values of a gradient are correlated");
    }
    if (study.ridge().isPresent()) {
      return because("values of a least-squares fit are correlated");
    }
    if (study.readout() instanceof PooledReadout) {
      return because("pooled positions share pixels");
    }
    return switch (study.stimulus()) {
      case StimulusSpecification.White white -> NONE;
      case StimulusSpecification.Balanced balanced -> NONE;
      case StimulusSpecification.Signal signal -> NONE;
      case StimulusSpecification.Images images ->
          images.noiseSd().isPresent()
              ? NONE
              : because("neighbouring pixels of images are correlated");
      case StimulusSpecification.Bubbles bubbles ->
          because("an aperture covers neighbouring pixels of the mask");
      case StimulusSpecification.GaborPca gabor -> latent(gabor.space());
      case StimulusSpecification.Generator generator -> latent(generator.space());
    };
  }

  private static MapDependence latent(Space averaged) {
    return switch (averaged) {
      case LATENT -> new MapDependence(true, Optional.of("latent numbers have no neighbours"));
      case PIXEL -> because("a latent number changes many pixels");
    };
  }

  private static MapDependence because(String reason) {
    return new MapDependence(false, Optional.of(reason));
  }
}
