package org.revcor.observer.network.vector;

import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a convolution of {@code mnist-cnn} and the last one of {@code cifar10-cnn}: microseconds
 * per tile, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xmx512m", "--add-modules=jdk.incubator.vector"})
public class WinogradBenchmark {
  /** Convolutions by the size of their filters. */
  private record Case(Padding padding, int outputs) {
    static Case of(int kernel) {
      return kernel == 5
          ? new Case(new Padding(20, 12, 12, 0), 50)
          : new Case(new Padding(256, 8, 8, 1), 256);
    }
  }

  @Param({"3", "5"})
  public int kernel;

  @Param({"direct", "winograd"})
  public String method;

  private float[] values = {};
  private FieldConvolution convolution;
  private int parts;
  private int in;
  private int out;

  @Setup
  public void create() {
    Case of = Case.of(kernel);
    Memory memory = new Memory();
    Padding padding = of.padding;
    float[] weights = random(of.outputs * padding.planes() * kernel * kernel);
    convolution =
        method.equals("direct")
            ? new Correlation(memory, padding, kernel, () -> weights, random(of.outputs), true)
            : new Winograd(memory, padding, kernel, () -> weights, random(of.outputs), true);
    int positions = padding.resultHeight(kernel) * padding.resultWidth(kernel);
    int ofPart = convolution.height() * convolution.width();
    parts = positions / ofPart;
    in = memory.reserve(padding.paddedValues());
    out = memory.reserve(ofPart * of.outputs);
    values = memory.allocate();
    System.arraycopy(random(out - in), 0, values, in, out - in);
  }

  private static float[] random(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return values;
  }

  @Benchmark
  public float tile() {
    for (int part = 0; part < parts; part++) {
      convolution.run(part, values, in, out);
    }
    return values[out];
  }
}
