package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * Measures all work on the stimuli of {@code mnist-cnn} but the network: uniform noise, drawn as
 * rows that are copied into tiles, or into the tiles; and its sums by label. Nanoseconds per image,
 * on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xmx512m", "--add-modules=jdk.incubator.vector"})
public class TileDrawingBenchmark {
  private static final int VALUES = 784;
  private static final int LABELS = 10;
  private static final int BATCH = 256;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
  private final UniformLaw law = new UniformLaw();
  private final float[] row = new float[VALUES];
  private final FloatBuffer rows =
      ByteBuffer.allocateDirect(BATCH * VALUES * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
  private final float[] tiles = new float[BATCH * VALUES];
  private final float[] tile = new float[(VALUES + ImageValues.SCRATCH) * IMAGES];
  private final double[][] sums = new double[LABELS][VALUES];

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float rowsCopiedIntoTiles() {
    for (int image = 0; image < BATCH; image++) {
      law.fill(random, row, VALUES);
      rows.put(image * VALUES, row);
    }
    float used = 0;
    for (int image = 0; image < BATCH; image += IMAGES) {
      new ImageValues(rows, 1).read(VALUES, image, IMAGES, tile, 0, VALUES * IMAGES);
      used += tile[image];
    }
    for (int image = 0; image < BATCH; image++) {
      rows.get(image * VALUES, row);
      add(sums[image % LABELS], row, 0, 1);
    }
    return used;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float drawnIntoTiles() {
    for (int image = 0; image < BATCH; image++) {
      draw(first(image));
    }
    for (int image = 0; image < BATCH; image++) {
      add(sums[image % LABELS], tiles, first(image), IMAGES);
    }
    return tiles[0];
  }

  /** Returns the index of the first value of an image in tiles. */
  private static int first(int image) {
    return image / IMAGES * VALUES * IMAGES + image % IMAGES;
  }

  /** Draws as {@link UniformLaw} does. */
  private void draw(int first) {
    for (int i = 0; i < VALUES; i += 4) {
      long word = random.nextLong();
      for (int j = 0; j < 4; j++) {
        tiles[first + (i + j) * IMAGES] = (int) ((word >>> (48 - 16 * j)) & 0xffff) * 0x1p-16f;
      }
    }
  }

  private static void add(double[] sums, float[] values, int first, int step) {
    for (int i = 0; i < VALUES; i++) {
      sums[i] += values[first + i * step];
    }
  }
}
