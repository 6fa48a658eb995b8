package org.revcor;

import java.util.List;

/** Something whose images are planes x rows x columns. */
public interface ImageShape {
  int planes();

  int height();

  int width();

  default List<Integer> shape() {
    return List.of(planes(), height(), width());
  }

  /** Returns the shape as text, such as {@code 3 x 32 x 32}. */
  default String shapeText() {
    return "%d x %d x %d".formatted(planes(), height(), width());
  }

  default boolean isShapedLike(ImageShape other) {
    return shape().equals(other.shape());
  }
}
