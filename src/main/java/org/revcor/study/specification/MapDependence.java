package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.schema.Key;
import org.revcor.schema.Type;

/**
 * The dependence of the values of a z-map under the null hypothesis. By this hypothesis the
 * response does not depend on the averaged values.
 *
 * <p>An average has {@code z_j = Σ(r-r̄)(n_j-n̄_j)/(σ_j √Σ(r-r̄)²)}, with responses r and averaged
 * values n_j of variance σ_j². Under the null r is independent of n. It may depend on the image
 * that the noise is added to. Given r, z_j is a weighted sum of draws of n_j only, with mean 0 and
 * variance 1; it is exactly normal for Gaussian n. So z_i and z_j are independent where n_i and n_j
 * are. Only the law of the averaged values matters, not the law of the stimuli shown.
 *
 * @param reason why smoothed maps are not tested; empty if they are
 */
public record MapDependence(boolean independent, Optional<String> reason) {
  /** Independent values without neighbours. */
  static final MapDependence NONE = new MapDependence(true, Optional.empty());

  static final MapDependence CORRELATED_FIT =
      because("values of a least-squares fit are correlated");

  public static MapDependence of(StudySpecification study) {
    return study.estimation().kind().dependence().orElseGet(study.stimuli().kind()::dependence);
  }

  static MapDependence because(String reason) {
    return new MapDependence(false, Optional.of(reason));
  }

  /** The values that are averaged over generated stimuli: pixels or latent numbers. */
  enum AveragedSpace {
    PIXEL,
    LATENT;

    static final Key<AveragedSpace> KEY =
        Key.withDefault(
            "space", Type.word(values()), PIXEL, "What is averaged: pixels, or latent numbers.");

    boolean isLatent() {
      return this == LATENT;
    }

    MapDependence dependence() {
      return switch (this) {
        case LATENT -> new MapDependence(true, Optional.of("latent numbers have no neighbours"));
        case PIXEL -> MapDependence.because("a latent number changes many pixels");
      };
    }
  }
}
