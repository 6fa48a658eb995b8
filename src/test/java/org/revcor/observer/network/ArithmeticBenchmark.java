package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the highest arithmetic speed of the engine: millions of multiply-adds per second of one
 * thread, in a convolution of favourable size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+IgnoreUnrecognizedVMOptions"})
public class ArithmeticBenchmark {
  private static final int IMAGES = 8;
  private static final int SIDE = 28;
  private static final int PLANES = 128;
  private static final int KERNEL = 3;
  private static final int MILLIONS =
      IMAGES * SIDE * SIDE * PLANES * PLANES / 1_000 * KERNEL * KERNEL / 1_000;

  private NDManager manager;
  private PtNDArray images;
  private PtNDArray filters;
  private PtNDArray bias;

  @Setup
  public void draw() {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    images = last(new Shape(IMAGES, SIDE, SIDE, PLANES));
    filters = last(new Shape(PLANES, KERNEL, KERNEL, PLANES));
    bias = (PtNDArray) manager.zeros(new Shape(PLANES));
  }

  private PtNDArray last(Shape shape) {
    return (PtNDArray) manager.randomUniform(-1, 1, shape).transpose(0, 3, 1, 2);
  }

  @TearDown
  public void close() {
    manager.close();
  }

  @Benchmark
  @OperationsPerInvocation(MILLIONS)
  public long convolution() {
    Shape one = new Shape(1, 1);
    try (PtNDArray result = JniUtils.convolution(images, filters, bias, one, one, one, 1)) {
      return result.size();
    }
  }
}
