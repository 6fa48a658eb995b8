package org.revcor.observer.file;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.observer.EngineArrays.OutputCheck;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.OutputKind;

/**
 * The arrays that a network returns: its output and its other layers.
 *
 * @param layers layers that can be read: the other arrays in their order, then the output
 */
record ReturnedArrays(int output, List<LayerDescription> layers) {
  static final String CLASSES = "study.observer.classes";
  private static final String LAYERS = "study.observer.layers";

  /** Compares the arrays that a network returns for a batch with its declaration. */
  static ReturnedArrays of(
      List<NDArray> arrays, int images, NetworkModule module, NetworkFile declared) {
    if (arrays.isEmpty()) {
      throw refused(declared, "which returns nothing", "a network that returns its output");
    }
    List<String> names = module.outputs();
    int classes = (declared.classes().isEmpty() ? module.classes() : declared.classes()).size();
    int position = new OutputChoice(arrays, images, names, classes).position(declared.layers());
    LayerDescription output = output(arrays, position, images, declared);
    requireClasses(output.units(), module, declared);
    List<LayerDescription> layers = new ArrayList<>();
    List<Integer> others =
        IntStream.range(0, arrays.size()).filter(i -> i != position).boxed().toList();
    List<String> layerNames = layerNames(others, names, declared);
    for (int i = 0; i < others.size(); i++) {
      layers.add(layer(layerNames.get(i), others.get(i), arrays, images, declared));
    }
    layers.add(output);
    return new ReturnedArrays(position, List.copyOf(layers));
  }

  int position(LayerDescription layer) {
    int index = layers.indexOf(layer);
    if (index == layers.size() - 1) {
      return output;
    }
    return index < output ? index : index + 1;
  }

  /** Describes the output; a single probability is that of the second of two classes. */
  private static LayerDescription output(
      List<NDArray> arrays, int position, int images, NetworkFile declared) {
    NDArray output = arrays.get(position);
    Shape shape = output.getShape();
    if (!OutputCheck.isReadable(output)
        || shape.dimension() != 2
        || shape.get(0) != images
        || shape.get(1) < 1) {
      throw refused(
          declared,
          "which returns %s of shape %s for %d images"
              .formatted(OutputCheck.typeOf(output), shape, images),
          "a network that returns real numbers, images x classes, as a dense array"
              + (arrays.size() > 1 ? ", as one of its arrays" : ""));
    }
    boolean single = shape.get(1) == 1 && declared.outputKind() == OutputKind.PROBABILITIES;
    return described(NetworkFile.OUTPUT, single ? new Shape(images, 2) : shape);
  }

  private static List<String> layerNames(
      List<Integer> others, List<String> names, NetworkFile declared) {
    List<String> ofFile = names.isEmpty() ? List.of() : others.stream().map(names::get).toList();
    if (declared.layers().isEmpty()) {
      return ofFile.size() == others.size() && ofFile.stream().noneMatch(ReturnedArrays::isReserved)
          ? ofFile
          : IntStream.rangeClosed(1, others.size()).mapToObj(i -> "hidden" + i).toList();
    }
    if (declared.layers().size() != others.size()) {
      throw new InvalidInputException(
          LAYERS,
          declared.layers().toString(),
          others.isEmpty()
              ? "left out, since the network returns only its output"
              : "a list of %d, since the network returns %d array%s besides its output"
                  .formatted(others.size(), others.size(), others.size() == 1 ? "" : "s"));
    }
    if (declared.layers().stream().noneMatch(names::contains)) {
      return declared.layers();
    }
    if (!Set.copyOf(ofFile).equals(Set.copyOf(declared.layers()))) {
      throw new InvalidInputException(
          LAYERS,
          declared.layers().toString(),
          "the names of all outputs of the file but that of the classes: " + ofFile);
    }
    return ofFile;
  }

  private static boolean isReserved(String layer) {
    return layer.isBlank() || layer.equals(NetworkFile.OUTPUT);
  }

  private static LayerDescription layer(
      String name, int position, List<NDArray> arrays, int images, NetworkFile declared) {
    NDArray values = arrays.get(position);
    Shape shape = values.getShape();
    int dimensions = shape.dimension();
    if (!OutputCheck.isReadable(values)
        || dimensions < 2
        || dimensions > 4
        || shape.get(0) != images
        || shape.size() == 0) {
      throw refused(
          declared,
          "which returns %s of shape %s as layer %s (position %d) for %d images"
              .formatted(OutputCheck.typeOf(values), shape, name, position, images),
          "a network whose layers are real numbers, images x units or images x planes x rows (x"
              + " columns), as dense arrays");
    }
    return described(name, shape);
  }

  private static LayerDescription described(String name, Shape shape) {
    return new LayerDescription(
        name,
        (int) shape.get(1),
        shape.dimension() > 2 ? (int) shape.get(2) : 1,
        shape.dimension() > 3 ? (int) shape.get(3) : 1,
        Optional.empty(),
        false);
  }

  private static void requireClasses(int outputs, NetworkModule module, NetworkFile declared) {
    int needed = Math.max(2, outputs);
    if (declared.classes().isEmpty() && !List.of(0, needed).contains(module.classes().size())) {
      throw refused(
          declared,
          "whose property classes has %d names for %d outputs"
              .formatted(module.classes().size(), outputs),
          "a network with a name for each output; study or card may give others");
    }
    if (!declared.classes().isEmpty() && declared.classes().size() != needed) {
      throw new InvalidInputException(
          CLASSES,
          "a list of " + declared.classes().size() + " names",
          "a list of %d, since the network has %d output%s"
              .formatted(needed, outputs, outputs == 1 ? "" : "s"));
    }
  }

  static InvalidInputException refused(NetworkFile declared, String found, String expected) {
    return new InvalidInputException(
        NetworkFileSource.FILE, declared.file() + ", " + found, expected);
  }

  /**
   * Decides which of the arrays that a network returns is its output. The others are layers.
   *
   * @param names names of the arrays in the file; empty if it has none
   * @param classes number of class names; 0 if there are none
   */
  record OutputChoice(List<NDArray> arrays, long images, List<String> names, int classes) {
    /**
     * Returns the position of the output. It is the array whose name is not one of the layers, else
     * the only one of images x classes. Of several, it is the first if the layers are declared.
     *
     * @param layers declared names of the layers; may be empty
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
      return OutputCheck.isReadable(array)
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
}
