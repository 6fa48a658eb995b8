package org.revcor.estimate.significance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Connected regions of one plane of a map.
 *
 * @param first index of the plane's first pixel
 */
record Islands(float[] map, int first, int height, int width) {

  /**
   * A connected region.
   *
   * @param peak z with the largest |z|
   * @param at index of the peak within the plane, row · width + column
   */
  record Island(int size, float peak, int at) {}

  /** Returns the number of defined pixels. */
  int defined() {
    int defined = 0;
    for (int i = 0; i < height * width; i++) {
      defined += Float.isNaN(map[first + i]) ? 0 : 1;
    }
    return defined;
  }

  /** Returns the edge-connected regions of one sign with |z| &gt; t. */
  List<Island> beyond(double t) {
    boolean[] visited = new boolean[height * width];
    List<Island> islands = new ArrayList<>();
    for (int i = 0; i < visited.length; i++) {
      if (!visited[i] && Math.abs(map[first + i]) > t) {
        islands.add(filled(i, t, visited));
      }
    }
    return islands;
  }

  private Island filled(int start, double t, boolean[] visited) {
    float sign = Math.signum(map[first + start]);
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    visited[start] = true;
    int size = 0;
    int peak = start;
    while (!open.isEmpty()) {
      int at = open.pop();
      size++;
      peak = map[first + at] * sign > map[first + peak] * sign ? at : peak;
      for (int next : neighbours(at)) {
        if (!visited[next] && map[first + next] * sign > t) {
          visited[next] = true;
          open.push(next);
        }
      }
    }
    return new Island(size, map[first + peak], peak);
  }

  private int[] neighbours(int at) {
    int row = at / width;
    int column = at % width;
    int[] neighbours = new int[4];
    int count = 0;
    if (row > 0) {
      neighbours[count++] = at - width;
    }
    if (row < height - 1) {
      neighbours[count++] = at + width;
    }
    if (column > 0) {
      neighbours[count++] = at - 1;
    }
    if (column < width - 1) {
      neighbours[count++] = at + 1;
    }
    return Arrays.copyOf(neighbours, count);
  }
}
