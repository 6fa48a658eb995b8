package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.network.Architecture.Stage;

/**
 * Creates the operations of layers, for values of shape N,C,H,W that are channels last in memory.
 *
 * @param training random numbers of layers in training; empty for inference
 */
record Operations(DeviceWeights weights, Optional<TrainingNoise> training) {
  static final double NORM_EPSILON = 1e-5;
  private static final double NORM_MOMENTUM = 0.1;

  static final Operation IDENTITY = (input, recording) -> view(input);

  /**
   * Returns the operation of the input. One plane has both layouts at once. Channels-last strides
   * make PyTorch use that layout in later layers.
   */
  static Operation input(Size size) {
    if (size.planes() != 1) {
      return IDENTITY;
    }
    return (input, recording) -> {
      try (PtNDArray rows =
          JniUtils.reshape(input, new long[] {-1, size.height(), size.width(), 1})) {
        return JniUtils.permute(rows, new long[] {0, 3, 1, 2});
      }
    };
  }

  Operation of(Stage stage) {
    return switch (stage.layer()) {
      case Layer.Convolution layer -> convolution(layer, stage.before().planes());
      case Layer.BatchNorm layer -> batchNorm(stage.name());
      case Layer.MaxPool(int side) -> new Pooling(stage.before(), side);
      case Layer.Relu layer -> (input, recording) -> JniUtils.relu(input);
      case Layer.Tanh layer -> (input, recording) -> JniUtils.tanh(input);
      case Layer.Sigmoid layer -> (input, recording) -> JniUtils.sigmoid(input);
      case Layer.Dropout(double rate) ->
          training.map(noise -> dropout(noise, stage.before(), rate)).orElse(IDENTITY);
      case Layer.Flatten layer -> flatten(stage.before());
      case Layer.Linear layer -> linear(layer.name());
      case Layer.Rows layer -> rows(stage.after());
      case Layer.Recurrent layer -> recurrent(layer.name(), stage.before(), stage.after());
      case Layer.LastStep layer -> lastStep(stage.before());
      case Layer.Latent(int size) -> latent(size);
    };
  }

  private static PtNDArray view(PtNDArray input) {
    return JniUtils.reshape(input, input.getShape().getShape());
  }

  private Operation convolution(Layer.Convolution layer, int planes) {
    PtNDArray weight = weights.array(layer.name() + ".weight");
    PtNDArray bias = weights.array(layer.name() + ".bias");
    long[] last = {layer.outputs(), layer.kernel(), layer.kernel(), planes};
    Shape padding = new Shape(layer.padding(), layer.padding());
    Shape one = new Shape(1, 1);
    return (input, recording) -> {
      try (PtNDArray filters = JniUtils.reshape(weight, last);
          PtNDArray ordered = JniUtils.permute(filters, new long[] {0, 3, 1, 2})) {
        return JniUtils.convolution(input, ordered, bias, one, padding, one, 1);
      }
    };
  }

  private Operation linear(String name) {
    PtNDArray weight = weights.array(name + ".weight");
    PtNDArray bias = weights.array(name + ".bias");
    return (input, recording) -> JniUtils.linear(input, weight, bias);
  }

  private Operation batchNorm(String name) {
    PtNDArray weight = weights.array(name + ".weight");
    PtNDArray bias = weights.array(name + ".bias");
    PtNDArray mean = weights.array(name + ".mean");
    PtNDArray variance = weights.array(name + ".variance");
    boolean measure = training.isPresent();
    return (input, recording) ->
        JniUtils.batchNorm(
            input, mean, variance, weight, bias, measure, NORM_MOMENTUM, NORM_EPSILON);
  }

  private static Operation dropout(TrainingNoise noise, Size size, double rate) {
    return (input, recording) -> {
      long n = input.getShape().get(0);
      Shape last = new Shape(n, size.height(), size.width(), size.planes());
      try (NDArray drawn = noise.dropout(input.getManager(), last, rate);
          NDArray mask = size.isFlat() ? drawn.reshape(n, -1) : drawn.transpose(0, 3, 1, 2)) {
        return input.mul(mask);
      }
    };
  }

  private static Operation flatten(Size before) {
    return (input, recording) -> {
      try (PtNDArray last = JniUtils.permute(input, new long[] {0, 2, 3, 1})) {
        return JniUtils.reshape(last, new long[] {-1, before.values()});
      }
    };
  }

  private static Operation rows(Size sequence) {
    long[] steps = {-1, sequence.height(), 1, sequence.planes()};
    return (input, recording) -> {
      try (PtNDArray last = JniUtils.reshape(input, steps)) {
        return JniUtils.permute(last, new long[] {0, 3, 1, 2});
      }
    };
  }

  private Operation recurrent(String name, Size before, Size after) {
    NDList parameters =
        new NDList(
            weights.array(name + ".input.weight"),
            weights.array(name + ".hidden.weight"),
            weights.array(name + ".input.bias"),
            weights.array(name + ".hidden.bias"));
    long[] steps = {-1, before.height(), before.planes()};
    long[] sequence = {-1, after.height(), 1, after.planes()};
    return (input, recording) -> {
      Shape first = new Shape(1, input.getShape().get(0), after.planes());
      try (PtNDArray last = JniUtils.permute(input, new long[] {0, 2, 3, 1});
          PtNDArray inputs = JniUtils.reshape(last, steps);
          PtNDArray initial = (PtNDArray) input.getManager().zeros(first);
          NDList hidden =
              JniUtils.rnn(
                  inputs,
                  initial,
                  parameters,
                  true,
                  1,
                  RNN.Activation.TANH,
                  0,
                  false,
                  false,
                  true);
          PtNDArray rows = JniUtils.reshape((PtNDArray) hidden.get(0), sequence)) {
        return JniUtils.permute(rows, new long[] {0, 3, 1, 2});
      }
    };
  }

  private static Operation lastStep(Size before) {
    return (input, recording) -> {
      try (PtNDArray last = JniUtils.slice(input, 2, before.height() - 1L, before.height(), 1)) {
        return JniUtils.reshape(last, new long[] {-1, before.planes()});
      }
    };
  }

  private Operation latent(int size) {
    return (input, recording) -> {
      PtNDArray mean = JniUtils.slice(input, 1, 0, size, 1);
      if (training.isEmpty()) {
        return mean;
      }
      try (mean;
          NDArray logarithm = JniUtils.slice(input, 1, size, 2L * size, 1);
          NDArray oneHalf = EngineArrays.of(input.getManager(), 0.5f);
          NDArray half = logarithm.mul(oneHalf);
          NDArray deviation = half.exp();
          NDArray drawn = training.get().gaussian(input.getManager(), mean.getShape());
          NDArray scatter = deviation.mul(drawn)) {
        return mean.add(scatter);
      }
    };
  }

  /** The operation of a layer or edit on a device. */
  interface Operation {
    /** Returns a new array in the manager of the input. It does not close the input. */
    PtNDArray apply(PtNDArray input, boolean recording);

    default Operation then(Operation next) {
      return (input, recording) -> {
        try (PtNDArray between = apply(input, recording)) {
          return next.apply(between, recording);
        }
      };
    }
  }

  /**
   * Max pooling of square fields: first over neighbouring rows, then over neighbouring columns.
   *
   * <p>It takes a fraction of the time of the engine's pooling, which also stores the position of
   * each maximum, and returns the same bits. The engine's is used where gradients are recorded.
   *
   * @param side rows and columns of a field
   */
  record Pooling(Size before, int side) implements Operation {
    private static final Shape NONE = new Shape(0, 0);
    private static final int ROWS = 2;
    private static final int COLUMNS = 3;

    @Override
    public PtNDArray apply(PtNDArray input, boolean recording) {
      if (recording) {
        Shape field = new Shape(side, side);
        return JniUtils.maxPool(input, field, field, NONE, false);
      }
      try (PtNDArray rows = largest(input, ROWS, before.height())) {
        return largest(rows, COLUMNS, before.width());
      }
    }

    /** Returns the maxima of neighbours along an axis of {@code length} values. */
    private PtNDArray largest(PtNDArray values, int axis, int length) {
      int end = length / side * side;
      PtNDArray result = JniUtils.slice(values, axis, 0, end, side);
      for (int start = 1; start < side; start++) {
        try (PtNDArray largest = result;
            PtNDArray next = JniUtils.slice(values, axis, start, end, side)) {
          result = JniUtils.max(largest, next);
        }
      }
      return result;
    }
  }
}
