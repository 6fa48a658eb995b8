package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.revcor.file.Digest;

/**
 * The order in which the engine adds the terms of sums. It depends on the model of the processor,
 * not only on its instructions, and determines the last bits of responses.
 */
final class SumOrder {
  private static final int DIGEST_BYTES = 4;

  /**
   * The first bytes, in hexadecimal digits, of a digest of products and convolutions of fixed
   * numbers, computed by one thread. The first use starts the engine.
   */
  static final String DIGEST = compute();

  private SumOrder() {}

  private static String compute() {
    int threads = JniUtils.getNumThreads();
    JniUtils.setNumThreads(1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[] results = results(new Numbers(manager, new SplittableRandom(1))).toFloatArray();
      ByteBuffer bytes = ByteBuffer.allocate(results.length * Float.BYTES);
      bytes.asFloatBuffer().put(results);
      return HexFormat.of().formatHex(Digest.bytes(bytes), 0, DIGEST_BYTES);
    } finally {
      JniUtils.setNumThreads(threads);
    }
  }

  /** Products of a batch and of a single row, and the convolutions of a small network. */
  private static NDArray results(Numbers numbers) {
    NDArray weights = numbers.of(784, 1_000);
    return Stream.of(
            numbers.of(50, 784).matMul(weights),
            numbers.of(1, 784).matMul(weights),
            Conv2d.conv2d(numbers.of(8, 1, 28, 28), numbers.of(20, 1, 5, 5)).singletonOrThrow(),
            Conv2d.conv2d(numbers.of(8, 20, 12, 12), numbers.of(50, 20, 5, 5)).singletonOrThrow())
        .map(NDArray::flatten)
        .reduce(NDArray::concat)
        .orElseThrow();
  }

  private record Numbers(NDManager manager, SplittableRandom random) {
    NDArray of(long... sides) {
      Shape shape = new Shape(sides);
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - .5f;
      }
      return manager.create(values, shape);
    }
  }
}
