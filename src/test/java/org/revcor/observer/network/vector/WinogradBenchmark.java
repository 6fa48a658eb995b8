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

/** Measures the second convolution of {@code mnist-cnn}: microseconds per tile, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xmx512m", "--add-modules=jdk.incubator.vector"})
public class WinogradBenchmark {
  private static final Padding PADDING = new Padding(20, 12, 12, 0);
  private static final int KERNEL = 5;
  private static final int OUTPUTS = 50;

  @Param({"direct", "winograd"})
  public String method;

  private final Memory memory = new Memory();
  private final int in = memory.reserve(PADDING.values());
  private FieldConvolution convolution;
  private int fields;
  private int out;

  @Setup
  public void create() {
    float[] weights = random(OUTPUTS * PADDING.planes() * KERNEL * KERNEL);
    convolution =
        method.equals("direct")
            ? new Correlation(PADDING, KERNEL, weights, random(OUTPUTS), true)
            : new Winograd(PADDING, weights, random(OUTPUTS));
    fields = convolution.positions().length / FieldConvolution.FIELD;
    out = memory.reserve(convolution.together() * FieldConvolution.FIELD * OUTPUTS);
    float[] values = random(out - in);
    System.arraycopy(values, 0, memory.values(), in, values.length);
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
    float[] values = memory.values();
    for (int field = 0; field < fields; field += convolution.together()) {
      convolution.run(field, values, in, values, out);
    }
    return values[out];
  }
}
