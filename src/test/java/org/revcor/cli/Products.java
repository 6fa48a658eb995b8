package org.revcor.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.revcor.file.Digest;

/**
 * The order in which the engine adds the terms of matrix products, which depends on the model of
 * the processor and not only on its instructions.
 */
final class Products {
  private static final int ROWS = 50;
  private static final int TERMS = 784;
  private static final int COLUMNS = 1_000;
  private static final int DIGITS = 8;

  private Products() {}

  /** Returns the first digits of a digest of a product of fixed matrices. */
  static String digest() {
    JniUtils.setNumThreads(1);
    SplittableRandom random = new SplittableRandom(1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray product =
          matrix(random, ROWS, TERMS, manager).matMul(matrix(random, TERMS, COLUMNS, manager));
      ByteBuffer bytes =
          ByteBuffer.allocate(ROWS * COLUMNS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(product.toFloatArray());
      return Digest.of(bytes.array()).replace("sha256:", "").substring(0, DIGITS);
    }
  }

  private static NDArray matrix(SplittableRandom random, int rows, int columns, NDManager manager) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - .5f;
    }
    return manager.create(values, new Shape(rows, columns));
  }
}
