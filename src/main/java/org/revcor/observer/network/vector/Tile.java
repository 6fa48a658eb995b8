package org.revcor.observer.network.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile: as many images as a vector has values. Its memory has the order H,W,C,image, so each
 * value of the network is one vector.
 */
final class Tile {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_512.length()
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  static final int IMAGES = SPECIES.length();

  private Tile() {}
}
