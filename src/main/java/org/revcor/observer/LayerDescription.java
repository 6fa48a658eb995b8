package org.revcor.observer;

import java.util.Optional;
import org.revcor.ImageShape;

/**
 * A layer whose activations can be read.
 *
 * @param planes C, feature maps; of a fully connected layer, its units
 * @param height H, rows of a feature map; 1 for a fully connected layer
 * @param field receptive field of a unit; empty if it is the whole image or unknown
 */
public record LayerDescription(
    String name, int planes, int height, int width, Optional<ReceptiveField> field, boolean hasBias)
    implements ImageShape {
  /** Describes a layer of units without positions, fields and editable biases. */
  public static LayerDescription flat(String name, int units) {
    return new LayerDescription(name, units, 1, 1, Optional.empty(), false);
  }

  public int units() {
    return planes * height * width;
  }

  public boolean isFlat() {
    return height == 1 && width == 1;
  }

  /**
   * Receptive field of the units of a layer, equal in rows and columns. The unit at row i has
   * {@code size} rows from {@code offset + stride·i} on, clipped to the image.
   *
   * @param size side in pixels, at least 1
   * @param stride distance between fields of neighbouring units in pixels, at least 1
   * @param offset first pixel of the first unit; negative if layers pad
   */
  public record ReceptiveField(int size, int stride, int offset) {
    public static final ReceptiveField PIXEL = new ReceptiveField(1, 1, 0);

    /**
     * Returns the receptive field after a convolution of stride 1.
     *
     * @param padding units added on each side
     */
    public ReceptiveField convolved(int kernel, int padding) {
      return new ReceptiveField(size + (kernel - 1) * stride, stride, offset - padding * stride);
    }

    /** Returns the receptive field after pooling without overlap. */
    public ReceptiveField pooled(int side) {
      return new ReceptiveField(size + (side - 1) * stride, stride * side, offset);
    }

    /**
     * Returns the part of an image that a map of a unit covers. It is the receptive field, moved
     * into the image where it extends beyond a border. So it contains every pixel of the field, and
     * all units of a layer have windows of the same size.
     *
     * @param row the unit's row in its layer
     * @param column the unit's column in its layer
     */
    public Window window(int row, int column, int height, int width) {
      int rows = Math.min(size, height);
      int columns = Math.min(size, width);
      return new Window(
          Math.clamp(offset + (long) stride * row, 0, height - rows),
          Math.clamp(offset + (long) stride * column, 0, width - columns),
          rows,
          columns);
    }
  }
}
