package org.revcor.observer.file;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;

/**
 * Decides which of the arrays that a network returns is its output. The others are layers.
 *
 * @param arrays arrays for a batch
 * @param images number of images of the batch
 * @param names names of the arrays in the file; empty if it has none
 * @param classes number of class names; 0 if there are none
 */
record OutputChoice(List<NDArray> arrays, long images, List<String> names, int classes) {
  /**
   * Returns the position of the output. It is the array whose name is not one of the layers, else
   * the only one of images x classes. Of several, it is the first if the layers are declared.
   *
   * @param layers declared names of the layers; may be empty
   * @throws InvalidInputException if several arrays could be the output and nothing decides
   */
  int position(List<String> layers) {
    List<Integer> others = positions(i -> !names.isEmpty() && !layers.contains(names.get(i)));
    if (others.size() == 1) {
      return others.getFirst();
    }
    List<Integer> rows = positions(this::holdsRows);
    List<Integer> ofClasses = rows.stream().filter(this::holdsClasses).toList();
    List<Integer> possible = ofClasses.isEmpty() ? rows : ofClasses;
    if (possible.size() > 1 && layers.isEmpty()) {
      throw new InvalidInputException(
          "study.observer.layers",
          "missing, and each of several arrays could be the output of the network: "
              + possible.stream().map(this::described).collect(Collectors.joining(", ")),
          names.isEmpty()
              ? "names of the arrays after the output if that is the first; else classes must be"
                  + " given"
              : "the names of all arrays but the output, or classes must be given");
    }
    return possible.isEmpty() ? 0 : possible.getFirst();
  }

  private List<Integer> positions(IntPredicate condition) {
    return IntStream.range(0, arrays.size()).filter(condition).boxed().toList();
  }

  private boolean holdsRows(int position) {
    NDArray array = arrays.get(position);
    return array.getDataType() == DataType.FLOAT32
        && array.getShape().dimension() == 2
        && array.getShape().get(0) == images;
  }

  private boolean holdsClasses(int position) {
    long width = arrays.get(position).getShape().get(1);
    return width == classes || (width == 1 && classes == 2);
  }

  private String described(int position) {
    return "%s (images x %d)"
        .formatted(
            names.isEmpty() ? "array " + (position + 1) : names.get(position),
            arrays.get(position).getShape().get(1));
  }
}
