package org.revcor.observer;

/**
 * A rectangle of an image, in all planes.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Window(int top, int left, int height, int width) {
  public static Window whole(int height, int width) {
    return new Window(0, 0, height, width);
  }
}
