package org.revcor.lane;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.revcor.observer.Window;

/**
 * A value of what is averaged that some map covers.
 *
 * @param index its place in C,H,W order
 * @param places where it is in the maps
 */
record CoveredValue(int index, List<Place> places) {
  /**
   * Where a value is in the maps of some channels.
   *
   * @param channels their indices
   * @param index in their maps
   */
  record Place(int[] channels, int index) {}

  /**
   * All of them, in order.
   *
   * @param averaged planes, rows and columns
   * @param windows what each channel's map covers
   */
  static List<CoveredValue> of(Shape averaged, List<Window> windows) {
    int planes = (int) averaged.get(0);
    int height = (int) averaged.get(1);
    int width = (int) averaged.get(2);
    List<List<Place>> places = new ArrayList<>();
    for (int i = 0; i < averaged.size(); i++) {
      places.add(new ArrayList<>());
    }
    for (WindowOfChannels group : WindowOfChannels.group(windows)) {
      Window window = group.window();
      for (int i = 0; i < planes * window.height() * window.width(); i++) {
        int plane = i / (window.height() * window.width());
        int row = window.top() + i / window.width() % window.height();
        int column = window.left() + i % window.width();
        places.get((plane * height + row) * width + column).add(new Place(group.channels(), i));
      }
    }
    List<CoveredValue> covered = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (!places.get(i).isEmpty()) {
        covered.add(new CoveredValue(i, places.get(i)));
      }
    }
    return covered;
  }

  /** Number of values that maps cover together. */
  static int count(Shape averaged, List<Window> windows) {
    int height = (int) averaged.get(1);
    int width = (int) averaged.get(2);
    boolean[] covered = new boolean[height * width];
    for (Window window : windows) {
      for (int row = window.top(); row < window.top() + window.height(); row++) {
        int from = row * width + window.left();
        Arrays.fill(covered, from, from + window.width(), true);
      }
    }
    int pixels = 0;
    for (boolean each : covered) {
      pixels += each ? 1 : 0;
    }
    return (int) averaged.get(0) * pixels;
  }
}
