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
 * A convolution, the largest of each 2 x 2 field of its results, and ReLU, with a way back of their
 * own on a CPU.
 */
final class PooledConvolution implements Operation, Segment {
  /** More would not stay in the cache of a core. */
  private static final long MAX_VALUES = 1 << 19;

  /** Results of so many stimuli stay in the caches until their maxima are found. */
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
   * The three layers, if they are on a CPU and the filters are few and do not pad.
   *
   * @param filters of {@code stage}
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
  public Optional<Segment> leg() {
    return Optional.of(this);
  }

  @Override
  public Observer.Gradient through(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest) {
    NDManager manager = input.getManager();
    int n = (int) input.getShape().get(0);
    try (NDArray places = manager.create(inRows(n, maxima.after()), DataType.INT8)) {
      ByteBuffer found = places.toByteBuffer(true);
      Observer.Gradient behind = behind(input, found, rest);
      try (NDArray gradient = behind.gradient();
          PtNDArray ofMaxima = JniUtils.permute((PtNDArray) gradient, PLANES_LAST);
          PtNDArray inOrder = inOrder(ofMaxima);
          PtNDArray ofInput = (PtNDArray) manager.create(inRows(n, before))) {
        adjoint.back(n, found, memory(inOrder), memory(ofInput));
        return new Observer.Gradient(behind.values(), JniUtils.permute(ofInput, PLANES_SECOND));
      }
    }
  }

  /**
   * @param found takes the places of the maxima
   */
  private Observer.Gradient behind(
      PtNDArray input, ByteBuffer found, Function<PtNDArray, Observer.Gradient> rest) {
    int n = (int) input.getShape().get(0);
    try (PtNDArray values = (PtNDArray) input.getManager().create(inRows(n, maxima.after()))) {
      FloatBuffer largest = memory(values);
      int each = maxima.after().values();
      int most = Math.ceilDiv(n, Math.ceilDiv(n, MAX_AT_ONCE));
      for (int first = 0; first < n; first += most) {
        int count = Math.min(most, n - first);
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
      try (PtNDArray shown = JniUtils.permute(values, PLANES_SECOND)) {
        return rest.apply(shown);
      }
    }
  }

  private static Shape inRows(int n, Size size) {
    return new Shape(n, size.height(), size.width(), size.planes());
  }

  /** The values one after the other, copied only if they are not so in memory. */
  private static PtNDArray inOrder(PtNDArray values) {
    return JniUtils.reshape(values, new long[] {-1});
  }

  /**
   * @param values on the processor, one after the other in memory
   */
  private static FloatBuffer memory(PtNDArray values) {
    return values.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
