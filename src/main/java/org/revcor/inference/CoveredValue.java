package org.revcor.inference;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.revcor.observer.Window;

/**
 * An averaged value that is covered by at least one map.
 *
 * @param index index in C,H,W order
 * @param entries the entries of the maps that cover it
 */
record CoveredValue(int index, List<Entry> entries) {
  /**
   * An entry of the maps of channels with the same window.
   *
   * @param channels indices of the channels
   * @param index index within their maps
   */
  record Entry(int[] channels, int index) {}

  /**
   * Returns all covered values in their order.
   *
   * @param averaged planes, rows and columns
   * @param windows window of each channel's map
   */
  static List<CoveredValue> of(Shape averaged, List<Window> windows) {
    int planes = (int) averaged.get(0);
    int height = (int) averaged.get(1);
    int width = (int) averaged.get(2);
    List<List<Entry>> entries = new ArrayList<>();
    for (int i = 0; i < averaged.size(); i++) {
      entries.add(new ArrayList<>());
    }
    for (WindowOfChannels group : WindowOfChannels.group(windows)) {
      Window window = group.window();
      for (int i = 0; i < planes * window.height() * window.width(); i++) {
        int plane = i / (window.height() * window.width());
        int row = window.top() + i / window.width() % window.height();
        int column = window.left() + i % window.width();
        entries.get((plane * height + row) * width + column).add(new Entry(group.channels(), i));
      }
    }
    List<CoveredValue> covered = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (!entries.get(i).isEmpty()) {
        covered.add(new CoveredValue(i, entries.get(i)));
      }
    }
    return covered;
  }

  /** Returns the number of values that are covered by at least one map. */
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
