package org.revcor.observer;

import java.util.Optional;
import org.revcor.ImageShape;

/**
 * A layer whose activations can be read.
 *
 * @param name name that readouts and edits use
 * @param planes C, feature maps; of a fully connected layer, its units
 * @param height H, rows of a feature map; 1 for a fully connected layer
 * @param width W, columns
 * @param field receptive field of a unit; empty if it is the whole image or unknown
 * @param hasBias whether an edit can add to its bias
 */
public record LayerDescription(
    String name, int planes, int height, int width, Optional<ReceptiveField> field, boolean hasBias)
    implements ImageShape {
  /** Returns the number of units, C·H·W. */
  public int units() {
    return planes * height * width;
  }

  /** Returns whether H and W are 1. */
  public boolean isFlat() {
    return height == 1 && width == 1;
  }
}
