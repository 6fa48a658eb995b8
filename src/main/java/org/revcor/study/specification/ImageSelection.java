package org.revcor.study.specification;

import java.util.List;
import java.util.Optional;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Type;

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

  /** Keys of images of a data set. */
  static final class ImageKeys {
    private static final Key<String> DATA =
        Key.required("data", Type.TEXT, "mnist", "Name of the data set.");

    private static final Key<Part> PART =
        Key.withDefault("part", Type.word(Part.values()), Part.TEST, "Training or test images.");

    private static final Key<Optional<List<String>>> CLASSES =
        Key.optional(
            "classes",
            Type.names(0, "a list of different class names"),
            "all",
            "Classes whose images are shown.");

    static final Keys<ImageSelection> KEYS =
        Keys.all(
            section ->
                new ImageSelection(
                    DATA.read(section),
                    PART.read(section),
                    CLASSES.read(section).orElse(List.of())),
            DATA.of(ImageSelection::data),
            PART.of(ImageSelection::part),
            CLASSES.of(images -> Optional.of(images.classes()).filter(names -> !names.isEmpty())));

    private ImageKeys() {}
  }
}
