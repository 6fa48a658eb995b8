package org.revcor.study.specification;

import java.util.List;

/**
 * Images of a data set.
 *
 * @param data the data set's name
 * @param part training or test images
 * @param classes names of the classes that are shown; empty for all
 */
public record ImageSelection(String data, Part part, List<String> classes) {
  public ImageSelection {
    classes = List.copyOf(classes);
  }

  /** Which of a data set's images. */
  public enum Part {
    TRAIN,
    TEST
  }
}
