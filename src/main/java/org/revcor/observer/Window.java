package org.revcor.observer;

/**
 * A rectangle of a picture, in all its planes.
 *
 * @param top first row
 * @param left first column
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Window(int top, int left, int height, int width) {
  /** A whole picture. */
  public static Window whole(int height, int width) {
    return new Window(0, 0, height, width);
  }

  /** The smallest window that holds both. */
  Window and(Window other) {
    int first = Math.min(top, other.top);
    int start = Math.min(left, other.left);
    int last = Math.max(top + height, other.top + other.height);
    int end = Math.max(left + width, other.left + other.width);
    return new Window(first, start, last - first, end - start);
  }
}
