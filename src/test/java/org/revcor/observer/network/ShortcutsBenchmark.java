package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Compares implementations of layers of {@code mnist-cnn}: milliseconds per batch, one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+IgnoreUnrecognizedVMOptions"})
public class ShortcutsBenchmark {
  private static final int BATCH = 250;

  /** For each layer: the plain layer, then the shortcut that networks use, then alternatives. */
  @Param({
    "conv1",
    "conv1-row-pairs",
    "conv1-four-columns",
    "conv2",
    "conv2-row-pairs",
    "conv2-column-pairs",
    "conv2-padded-planes",
    "fc1",
    "fc1-as-convolution"
  })
  public String variant;

  private NDManager manager;
  private Case measured;

  /** An operation and its input. */
  private record Case(PtNDArray input, Operation operation) {}

  @Setup
  public void load() {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    measured =
        switch (variant) {
          case "conv1" -> new Case(images(28, 28, 1), filters(20, 5, 5, 1).convolution(1));
          case "conv1-row-pairs" ->
              new Case(images(28, 28, 1), filters(20, 5, 5, 1).inRowPairs().convolution(2));
          case "conv1-four-columns" ->
              new Case(images(28, 7, 4), filters(80, 5, 2, 4).convolution(1));
          case "conv2" -> new Case(images(12, 12, 20), filters(50, 5, 5, 20).convolution(1));
          case "conv2-row-pairs" ->
              new Case(images(12, 12, 20), filters(50, 5, 5, 20).inRowPairs().convolution(2));
          case "conv2-column-pairs" ->
              new Case(images(12, 6, 40), filters(100, 5, 3, 40).convolution(1));
          case "conv2-padded-planes" ->
              new Case(images(12, 12, 32), filters(50, 5, 5, 32).convolution(1));
          case "fc1" -> new Case(array(new Shape(BATCH, 800)), product());
          case "fc1-as-convolution" ->
              new Case(
                  array(new Shape(BATCH, 800)),
                  WideProduct.of(array(new Shape(500, 800)), array(new Shape(500)), product()));
          default -> throw new IllegalArgumentException(variant);
        };
  }

  private PtNDArray images(int height, int width, int planes) {
    return array(new Shape(BATCH, height, width, planes)).transpose(0, 3, 1, 2);
  }

  private Filters filters(int outputs, int rows, int columns, int planes) {
    PtNDArray weight = array(new Shape(outputs, (long) rows * columns * planes));
    return new Filters(
        weight, array(new Shape(outputs)), rows, columns, planes, 0, Optional.empty());
  }

  private Operation product() {
    PtNDArray weight = array(new Shape(500, 800));
    PtNDArray bias = array(new Shape(500));
    return (values, recording) -> JniUtils.linear(values, weight, bias);
  }

  private PtNDArray array(Shape shape) {
    return (PtNDArray) manager.randomUniform(-1, 1, shape);
  }

  @TearDown
  public void close() {
    manager.close();
  }

  @Benchmark
  public long layer() {
    try (PtNDArray values = measured.operation().apply(measured.input(), false)) {
      return values.size();
    }
  }
}
