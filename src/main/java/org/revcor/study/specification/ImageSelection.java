package org.revcor.study.specification;

import java.util.List;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Type;

/**
 * A selection of images of a data set.
 *
 * @param classes names of the classes that are shown; empty for all
 */
public record ImageSelection(String data, Part part, List<String> classes) {
  public ImageSelection {
    classes = List.copyOf(classes);
  }

  public enum Part {
    TRAIN,
    TEST
  }

  static final class ImageKeys {
    private static final Key<String> DATA =
        Key.required("data", Type.TEXT, "mnist", "Name of the data set.");

    static final Key<Part> PART =
        Key.withDefault("part", Type.word(Part.values()), Part.TEST, "Training or test images.");

    private static final Key<List<String>> CLASSES =
        Key.list(
            "classes",
            Type.names(0, "a list of different class names"),
            "all",
            "Classes whose images are shown.");

    static final Keys<ImageSelection> KEYS =
        Keys.ofRecord(ImageSelection.class, DATA, PART, CLASSES);

    private ImageKeys() {}
  }
}
