package org.revcor.study.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.file.Npy;
import org.revcor.observer.Edit;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.specification.EditReference;

/**
 * Reads values of edits from NumPy files.
 *
 * @param files resolves the name of a file; throws {@link InvalidInputException} if it may not be
 *     read
 */
record EditFiles(Function<String, Path> files) {
  /**
   * Returns the edits with all their values.
   *
   * @param observer observer that is edited
   * @throws InvalidInputException if a file cannot be read, or its shape is not that of the layer
   */
  List<Edit> withValues(List<EditReference> references, ObserverDescription observer) {
    List<Edit> edits = new ArrayList<>();
    for (EditReference reference : references) {
      String field = "study.observer.edits[%d]".formatted(edits.size());
      edits.add(
          switch (reference) {
            case EditReference.Stated(Edit edit) -> edit;
            case EditReference.InjectFile(String layer, String file, float share) -> {
              LayerDescription described = observer.layer(field + ".layer", layer);
              yield new Edit.Inject(layer, values(field + ".file", file, described), share);
            }
          });
    }
    return edits;
  }

  private float[] values(String field, String file, LayerDescription layer) {
    Npy.Array array = read(field, file);
    int[] expected = {layer.planes(), layer.height(), layer.width()};
    if (!trimmed(array.shape()).equals(trimmed(expected))) {
      throw new InvalidInputException(
          field,
          "%s, an array of %s".formatted(file, shape(array.shape())),
          "an array of %s, the shape of layer %s".formatted(shape(expected), layer.name()));
    }
    return array.values();
  }

  private Npy.Array read(String field, String file) {
    try {
      byte[] bytes =
          new InputFile(field, file, files.apply(file), "an existing NumPy file (.npy)").bytes();
      return Npy.read(bytes);
    } catch (IllegalArgumentException other) {
      throw new InvalidInputException(
          field,
          "%s, %s".formatted(file, other.getMessage()),
          "a NumPy file (.npy) of float32 or float64");
    } catch (InvalidInputException elsewhere) {
      throw new InvalidInputException(field, elsewhere.value(), elsewhere.expected());
    }
  }

  /** Removes sides of length 1, since a vector may be stored with any number of them. */
  private static List<Integer> trimmed(int[] shape) {
    return IntStream.of(shape).filter(side -> side != 1).boxed().toList();
  }

  private static String shape(int[] shape) {
    return String.join(" x ", IntStream.of(shape).mapToObj(Integer::toString).toList());
  }
}
