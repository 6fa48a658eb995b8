package org.revcor.observer;

import java.util.ArrayList;
import java.util.List;

/**
 * A feed-forward network as data: what comes in, and its layers in order.
 *
 * @param planes C, colour planes of the input
 * @param height H, rows of the input
 * @param width W, columns of the input
 * @param layers from input to output; the last gives one row of values
 */
record Architecture(int planes, int height, int width, List<Layer> layers) {
  /** Size of what a layer gives; a flat one is 1 x 1 in space. */
  record Size(int planes, int height, int width) {
    int values() {
      return planes * height * width;
    }
  }

  /**
   * A block of weights.
   *
   * @param name the layer's name with {@code .weight} or {@code .bias}
   * @param shape outputs x inputs x kernel x kernel, outputs x inputs, or outputs
   * @param inputs values that each output of the layer sees, which sets the scale of initial
   *     weights
   */
  record Parameter(String name, List<Integer> shape, int inputs) {
    int values() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  Architecture {
    layers = List.copyOf(layers);
    sizes(planes, height, width, layers);
  }

  /** What each layer gives, in the order of the layers. */
  List<Size> sizes() {
    return sizes(planes, height, width, layers);
  }

  /** Columns of the network's answer. */
  int outputs() {
    return sizes().getLast().values();
  }

  /** All weights, in the order of the layers; a layer's weight stands before its bias. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    Size before = new Size(planes, height, width);
    List<Size> after = sizes();
    for (int i = 0; i < layers.size(); i++) {
      switch (layers.get(i)) {
        case Layer.Convolution(String name, int outputs, int kernel) -> {
          int inputs = before.planes() * kernel * kernel;
          parameters.add(
              new Parameter(
                  name + ".weight", List.of(outputs, before.planes(), kernel, kernel), inputs));
          parameters.add(new Parameter(name + ".bias", List.of(outputs), inputs));
        }
        case Layer.Linear(String name, int outputs) -> {
          int inputs = before.values();
          parameters.add(new Parameter(name + ".weight", List.of(outputs, inputs), inputs));
          parameters.add(new Parameter(name + ".bias", List.of(outputs), inputs));
        }
        case Layer.MaxPool pool -> {}
        case Layer.Relu relu -> {}
        case Layer.Flatten flatten -> {}
      }
      before = after.get(i);
    }
    return List.copyOf(parameters);
  }

  private static List<Size> sizes(int planes, int height, int width, List<Layer> layers) {
    List<Size> sizes = new ArrayList<>();
    Size size = new Size(planes, height, width);
    for (Layer layer : layers) {
      size =
          switch (layer) {
            case Layer.Convolution(String name, int outputs, int kernel) ->
                new Size(outputs, size.height() - kernel + 1, size.width() - kernel + 1);
            case Layer.MaxPool(int side) ->
                new Size(size.planes(), size.height() / side, size.width() / side);
            case Layer.Relu relu -> size;
            case Layer.Flatten flatten -> new Size(size.values(), 1, 1);
            case Layer.Linear(String name, int outputs) -> {
              if (size.height() != 1 || size.width() != 1) {
                throw new IllegalArgumentException(name + " needs a flattened input, not " + size);
              }
              yield new Size(outputs, 1, 1);
            }
          };
      if (size.planes() < 1 || size.height() < 1 || size.width() < 1) {
        throw new IllegalArgumentException(layer + " leaves nothing of its input");
      }
      sizes.add(size);
    }
    if (size.height() != 1 || size.width() != 1) {
      throw new IllegalArgumentException("the network gives " + size + ", not a row of values");
    }
    return List.copyOf(sizes);
  }
}
