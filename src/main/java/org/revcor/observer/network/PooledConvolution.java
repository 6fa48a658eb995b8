package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.observer.Observer;
import org.revcor.observer.network.Architecture.Stage;

/**
 * A convolution, 2 x 2 max pooling and ReLU as one segment, with their own backward pass on a CPU.
 */
final class PooledConvolution implements Operation, Segment {
  /** More values do not fit into the cache of a core. */
  private static final long MAX_VALUES = 1 << 19;

  /** The results of more stimuli do not stay in the caches until their maxima are found. */
  private static final int MAX_AT_ONCE = 64;

  private static final long[] PLANES_SECOND = {0, 3, 1, 2};
  private static final long[] PLANES_LAST = {0, 2, 3, 1};

  private final Operation convolution;
  private final Size before;
  private final Operation forward;
  private final FieldMaxima maxima;
  private final PooledAdjoint adjoint;

  private PooledConvolution(Stage stage, Filters filters) {
    convolution = filters.convolution(1);
    before = stage.before();
    forward =
        convolution
            .then(new Pooling(stage.after(), FieldMaxima.SIDE))
            .then((values, recording) -> JniUtils.relu(values));
    maxima = new FieldMaxima(stage.after());
    adjoint = new PooledAdjoint(filters.weight().toFloatArray(), filters.rows(), before, maxima);
  }

  /**
   * Returns the three layers as one operation; empty unless they are on a CPU, the filters fit into
   * the cache and there is no padding.
   *
   * @param filters filters of {@code stage}
   */
  static Optional<Operation> of(Stage stage, Filters filters) {
    boolean fits =
        Device.cpu().equals(filters.weight().getDevice())
            && filters.padding() == 0
            && PooledAdjoint.size(filters.rows(), filters.planes(), stage.after().planes())
                <= MAX_VALUES;
    return fits ? Optional.of(new PooledConvolution(stage, filters)) : Optional.empty();
  }

  @Override
  public PtNDArray apply(PtNDArray input, boolean recording) {
    return forward.apply(input, recording);
  }

  @Override
  public Optional<Segment> segment() {
    return Optional.of(this);
  }

  @Override
  public Observer.Gradient gradient(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest) {
    NDManager manager = input.getManager();
    int n = (int) input.getShape().get(0);
    try (NDArray positions = manager.create(inRows(n, maxima.after()), DataType.INT8)) {
      ByteBuffer found = positions.toByteBuffer(true);
      Observer.Gradient after = gradientAtMaxima(input, found, rest);
      try (NDArray gradient = after.gradient();
          PtNDArray ofMaxima = JniUtils.permute((PtNDArray) gradient, PLANES_LAST);
          PtNDArray inOrder = inOrder(ofMaxima);
          PtNDArray ofInput = (PtNDArray) manager.create(inRows(n, before))) {
        adjoint.backward(n, found, memory(inOrder), memory(ofInput));
        return new Observer.Gradient(after.values(), JniUtils.permute(ofInput, PLANES_SECOND));
      }
    }
  }

  /**
   * Computes the maxima and the gradient with respect to them.
   *
   * @param found receives the positions of the maxima
   */
  private Observer.Gradient gradientAtMaxima(
      PtNDArray input, ByteBuffer found, Function<PtNDArray, Observer.Gradient> rest) {
    int n = (int) input.getShape().get(0);
    try (PtNDArray values = (PtNDArray) input.getManager().create(inRows(n, maxima.after()))) {
      FloatBuffer largest = memory(values);
      int each = maxima.after().values();
      int batch = Math.ceilDiv(n, Math.ceilDiv(n, MAX_AT_ONCE));
      for (int first = 0; first < n; first += batch) {
        int count = Math.min(batch, n - first);
        try (PtNDArray some = JniUtils.slice(input, 0, first, first + count, 1);
            PtNDArray convolved = convolution.apply(some, false);
            PtNDArray rows = JniUtils.permute(convolved, PLANES_LAST);
            PtNDArray inOrder = inOrder(rows)) {
          maxima.find(
              count,
              memory(inOrder),
              largest.slice(first * each, count * each),
              found.slice(first * each, count * each));
        }
      }
      try (PtNDArray pooled = JniUtils.permute(values, PLANES_SECOND)) {
        return rest.apply(pooled);
      }
    }
  }

  private static Shape inRows(int n, Size size) {
    return new Shape(n, size.height(), size.width(), size.planes());
  }

  /** Returns contiguous values; copies only if needed. */
  private static PtNDArray inOrder(PtNDArray values) {
    return JniUtils.reshape(values, new long[] {-1});
  }

  /**
   * Returns the memory of an array.
   *
   * @param values contiguous, on the CPU
   */
  private static FloatBuffer memory(PtNDArray values) {
    return values.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
