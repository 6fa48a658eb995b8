package org.revcor.specification;

import java.util.List;

/**
 * Pictures of a data set.
 *
 * @param data the data set's name
 * @param part training or test pictures
 * @param classes names of the classes that are shown; empty for all
 */
public record PictureSelection(String data, Part part, List<String> classes) {
  public PictureSelection {
    classes = List.copyOf(classes);
  }

  /** Which of a data set's pictures. */
  public enum Part {
    TRAIN,
    TEST
  }
}
