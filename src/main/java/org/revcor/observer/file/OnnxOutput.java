package org.revcor.observer.file;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;

/** Outputs of ONNX Runtime as arrays of the engine, float32. */
final class OnnxOutput {
  /** Types of values that become float32. */
  private static final Set<OnnxJavaType> REAL =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

  private OnnxOutput() {}

  /** Returns whether an output holds real numbers. */
  static boolean isReal(ValueInfo info) {
    return info instanceof TensorInfo tensor && REAL.contains(tensor.type);
  }

  /** Copies the first rows of an output. */
  static NDArray rows(OnnxTensor output, int images, int batch, NDManager manager) {
    long[] sizes = output.getInfo().getShape();
    FloatBuffer values =
        output.getInfo().type == OnnxJavaType.DOUBLE
            ? narrowed(output.getDoubleBuffer())
            : output.getFloatBuffer();
    if (sizes.length > 0 && sizes[0] == batch) {
      values.limit(values.limit() / batch * images);
      sizes[0] = images;
    }
    return manager.create(values, new Shape(withoutSidesOfOne(sizes)), DataType.FLOAT32);
  }

  /** Returns n x k for n x k x 1 x 1, and n x 1 for n. */
  private static long[] withoutSidesOfOne(long[] sizes) {
    int length = sizes.length;
    while (length > 2 && sizes[length - 1] == 1) {
      length--;
    }
    return sizes.length == 1 ? new long[] {sizes[0], 1} : Arrays.copyOf(sizes, length);
  }

  private static FloatBuffer narrowed(DoubleBuffer values) {
    FloatBuffer floats = FloatBuffer.allocate(values.remaining());
    while (values.hasRemaining()) {
      floats.put((float) values.get());
    }
    return floats.flip();
  }
}
