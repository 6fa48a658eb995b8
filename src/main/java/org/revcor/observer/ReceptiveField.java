package org.revcor.observer;

/**
 * What the units of a layer see of the image, alike in rows and columns: the unit at row i sees
 * the rows from {@code offset + stride·i} on, {@code size} of them, as far as they lie within the
 * image.
 *
 * @param size side in pixels, at least 1
 * @param stride pixels from the field of one unit to that of the next, at least 1
 * @param offset first pixel of the first unit; negative where layers pad
 */
public record ReceptiveField(int size, int stride, int offset) {
  /** That of a pixel. */
  public static final ReceptiveField PIXEL = new ReceptiveField(1, 1, 0);

  /**
   * That of a unit of a convolution over units of this field, of stride 1.
   *
   * @param kernel side in units
   * @param padding units added on each side
   */
  public ReceptiveField convolved(int kernel, int padding) {
    return new ReceptiveField(size + (kernel - 1) * stride, stride, offset - padding * stride);
  }

  /**
   * That of a unit that pools units of this field, none of them twice.
   *
   * @param side of the square that it pools, in units
   */
  public ReceptiveField pooled(int side) {
    return new ReceptiveField(size + (side - 1) * stride, stride * side, offset);
  }

  /**
   * The part of an image that a map of the unit covers: what the unit sees or, where that reaches
   * over a border, the nearest rectangle of its size within the image. So it holds every pixel
   * that the unit sees, and all units of a layer have windows of one size.
   *
   * @param row the unit's row within its layer
   * @param column its column
   * @param height rows of the image
   * @param width columns of the image
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
