package org.revcor.observer;

import java.util.Optional;

/**
 * A layer whose values can be read.
 *
 * @param name by which readouts and edits refer to it
 * @param planes C, feature maps; of a fully connected layer, its units
 * @param height H, rows of a feature map; 1 for a fully connected layer
 * @param width W, columns
 * @param field what a unit sees of the image; empty if that is all of it, or not known
 * @param hasBias whether it has a bias that an edit can add to
 */
public record LayerDescription(
    String name,
    int planes,
    int height,
    int width,
    Optional<ReceptiveField> field,
    boolean hasBias) {
  /** Number of units, C·H·W. */
  public int units() {
    return planes * height * width;
  }

  /** Whether it has no extent in space. */
  public boolean isFlat() {
    return height == 1 && width == 1;
  }
}
