package org.revcor.observer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.revcor.observer.Architecture.Parameter;
import org.revcor.observer.Architecture.Size;
import org.revcor.observer.Weights.Tensor;

/**
 * An {@link Architecture} with its weights on a device, as the operations that run it.
 *
 * <p>The layout is what makes it fast on a CPU (images/s of {@code mnist-cnn} on two lanes of one
 * thread, forward alone, one machine): 13,800 in C,H,W order; 30,300 with <i>channels last</i>,
 * that is C changing fastest in memory behind an unchanged N,C,H,W shape, which PyTorch's
 * convolutions keep up from layer to layer; 32,400 with pooling before ReLU, which gives equal bits
 * from a quarter of the values; 38,900 with pooling as the larger of neighbouring rows and then of
 * neighbouring columns instead of PyTorch's pooling, which also notes where each maximum was. So
 * convolution weights are held as O,H,W,I, and the weights of a layer behind {@link Layer.Flatten}
 * take its inputs in H,W,C order, which makes flattening a change of shape without a copy. Padding
 * channels to the width of vector registers costs more than it gains.
 *
 * <p>Every intermediate result is closed as soon as the next exists. While gradients are recorded,
 * the engine keeps what it needs of them itself.
 */
final class Network implements AutoCloseable {
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

  /** One operation: gives a new array in the manager of its input, which it leaves open. */
  private interface Operation {
    PtNDArray apply(PtNDArray input);
  }

  /**
   * A parameter on the device, each of its outputs transposed from planes x positions to positions
   * x planes.
   *
   * @param positions places in space that have a weight each: kernel x kernel, H·W behind a
   *     flattening, else 1
   */
  private record Held(
      Parameter parameter, int outputs, int planes, int positions, PtNDArray array) {}

  private final NDManager manager;
  private final boolean trainable;
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final List<Operation> operations = new ArrayList<>();

  /**
   * Loads weights.
   *
   * @param weights those of the architecture
   * @param trainable whether gradients with respect to the weights are to be had
   */
  Network(Architecture architecture, Weights weights, Device device, boolean trainable) {
    this.trainable = trainable;
    manager = NDManager.newBaseManager(device, "PyTorch");
    if (architecture.planes() == 1) {
      operations.add(asChannelsLast(architecture.height(), architecture.width()));
    }
    Map<String, Parameter> parameters =
        architecture.parameters().stream()
            .collect(Collectors.toMap(Parameter::name, Function.identity()));
    Size before = new Size(architecture.planes(), architecture.height(), architecture.width());
    int positions = 1;
    List<Size> sizes = architecture.sizes();
    for (int i = 0; i < sizes.size(); i++) {
      switch (architecture.layers().get(i)) {
        case Layer.Convolution(String name, int outputs, int kernel) -> {
          hold(require(parameters, name + ".weight"), weights, kernel * kernel);
          hold(require(parameters, name + ".bias"), weights, 1);
          operations.add(convolution(name, outputs, before.planes(), kernel));
        }
        case Layer.Linear(String name, int outputs) -> {
          hold(require(parameters, name + ".weight"), weights, positions);
          hold(require(parameters, name + ".bias"), weights, 1);
          operations.add(linear(name));
          positions = 1;
        }
        case Layer.MaxPool(int size) ->
            addBeforeRelu(trainable ? enginePool(size) : pool(before, size));
        case Layer.Relu relu -> operations.add(new Relu());
        case Layer.Flatten flatten -> {
          positions = before.height() * before.width();
          operations.add(flatten(before));
        }
      }
      before = sizes.get(i);
    }
  }

  /**
   * Runs the network.
   *
   * @param stimuli float32, n x C x H x W, any strides; left open
   * @return n x outputs, in the manager of {@code stimuli}; nothing else of this run is left there
   */
  NDArray forward(NDArray stimuli) {
    PtNDArray values = (PtNDArray) stimuli;
    for (Operation operation : operations) {
      PtNDArray next = operation.apply(values);
      if (values != stimuli) {
        values.close();
      }
      values = next;
    }
    return values;
  }

  /** The arrays that a training changes, by the names of {@link Weights}. */
  Map<String, PtNDArray> arrays() {
    return held.values().stream()
        .collect(Collectors.toMap(kept -> kept.parameter().name(), Held::array));
  }

  /** A copy of the weights as they are now. */
  Weights weights() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Held kept : held.values()) {
      float[] values =
          transposed(kept.array().toFloatArray(), kept.outputs(), kept.positions(), kept.planes());
      tensors.put(kept.parameter().name(), new Tensor(kept.parameter().shape(), values));
    }
    return new Weights(tensors);
  }

  /** Memory of the weights, in bytes. */
  long bytes() {
    return held.values().stream()
        .mapToLong(kept -> Float.BYTES * (long) kept.parameter().values())
        .sum();
  }

  @Override
  public void close() {
    manager.close();
  }

  private static Parameter require(Map<String, Parameter> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  private void hold(Parameter parameter, Weights weights, int positions) {
    int outputs = parameter.shape().getFirst();
    int planes = parameter.values() / outputs / positions;
    float[] values = transposed(weights.values(parameter.name()), outputs, planes, positions);
    Shape shape =
        parameter.shape().size() == 1
            ? new Shape(outputs)
            : new Shape(outputs, (long) positions * planes);
    try (NDArray onHeap = manager.create(values, shape)) {
      PtNDArray array = (PtNDArray) onHeap.duplicate(); // memory of the engine's own, aligned
      array.setRequiresGradient(trainable);
      held.put(parameter.name(), new Held(parameter, outputs, planes, positions, array));
    }
  }

  private PtNDArray array(String name) {
    return Objects.requireNonNull(held.get(name), name).array();
  }

  /** Each block of rows x columns becomes columns x rows. */
  private static float[] transposed(float[] values, int blocks, int rows, int columns) {
    float[] result = new float[values.length];
    for (int block = 0; block < blocks; block++) {
      int start = block * rows * columns;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          result[start + column * rows + row] = values[start + row * columns + column];
        }
      }
    }
    return result;
  }

  /**
   * One plane is in both layouts at once; strides that say "channels last" make PyTorch go on with
   * it.
   */
  private static Operation asChannelsLast(int height, int width) {
    return input -> {
      try (PtNDArray rows = JniUtils.reshape(input, new long[] {-1, height, width, 1})) {
        return JniUtils.permute(rows, new long[] {0, 3, 1, 2});
      }
    };
  }

  private Operation convolution(String name, int outputs, int planes, int kernel) {
    PtNDArray weight = array(name + ".weight");
    PtNDArray bias = array(name + ".bias");
    return input -> {
      try (PtNDArray last = JniUtils.reshape(weight, new long[] {outputs, kernel, kernel, planes});
          PtNDArray filters = JniUtils.permute(last, new long[] {0, 3, 1, 2})) {
        return JniUtils.convolution(input, filters, bias, ONE, NONE, ONE, 1);
      }
    };
  }

  private Operation linear(String name) {
    PtNDArray weight = array(name + ".weight");
    PtNDArray bias = array(name + ".bias");
    return input -> JniUtils.linear(input, weight, bias);
  }

  private void addBeforeRelu(Operation pool) {
    boolean swap = !operations.isEmpty() && operations.getLast() instanceof Relu;
    operations.add(swap ? operations.size() - 1 : operations.size(), pool);
  }

  private static Operation enginePool(int size) {
    Shape field = new Shape(size, size);
    return input -> JniUtils.maxPool(input, field, field, NONE, false);
  }

  private static Operation pool(Size input, int size) {
    int height = input.height() / size * size;
    int width = input.width() / size * size;
    return values -> {
      try (PtNDArray rows = largest(values, 2, size, height)) {
        return largest(rows, 3, size, width);
      }
    };
  }

  /**
   * Elementwise maximum of every {@code step}th slice along an axis, from each of the first {@code
   * step} on.
   */
  private static PtNDArray largest(PtNDArray values, int axis, int step, int end) {
    PtNDArray result = JniUtils.slice(values, axis, 0, end, step);
    for (int start = 1; start < step; start++) {
      try (PtNDArray before = result;
          PtNDArray next = JniUtils.slice(values, axis, start, end, step)) {
        result = JniUtils.max(before, next);
      }
    }
    return result;
  }

  private static Operation flatten(Size input) {
    return values -> {
      try (PtNDArray last = JniUtils.permute(values, new long[] {0, 2, 3, 1})) {
        return JniUtils.reshape(last, new long[] {-1, input.values()});
      }
    };
  }

  private record Relu() implements Operation {
    @Override
    public PtNDArray apply(PtNDArray input) {
      return JniUtils.relu(input);
    }
  }
}
