package org.revcor.study.specification;

import java.util.List;

/**
 * A selection of images of a data set.
 *
 * @param data name of the data set
 * @param part training or test images
 * @param classes names of the classes that are shown; empty for all
 */
public record ImageSelection(String data, Part part, List<String> classes) {
  public ImageSelection {
    classes = List.copyOf(classes);
  }

  /** A part of a data set. */
  public enum Part {
    TRAIN,
    TEST
  }
}
