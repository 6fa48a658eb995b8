package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.schema.Key;
import org.revcor.schema.Type;

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
