package org.revcor.study.results;

import java.util.List;

/**
 * The maps of a study.
 *
 * @param channels channel names
 * @param shape planes, rows, columns of a map
 */
public record StudyOutline(List<String> channels, List<Integer> shape) {
  public StudyOutline {
    channels = List.copyOf(channels);
    shape = List.copyOf(shape);
  }
}
