package org.revcor.stimulus;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * Measures the time to draw a stimulus of 28 x 28 on one thread, for the laws and for rejected
 * alternatives. Use the median if the machine has other load.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DrawBenchmark {
  private static final int VALUES = 784;

  private final float[] trial = new float[VALUES];
  private final GaussianLaw gaussian = GaussianLaw.DEFAULT;
  private final Law uniform = new UniformLaw();
  private final Law bernoulli = new BernoulliLaw(0.5);

  /** Studies use {@code L64X128MixRandom}. */
  @Param({"L64X128MixRandom", "Xoroshiro128PlusPlus", "Random"})
  public String generator;

  private RandomGenerator random = RandomGenerator.getDefault();

  @Setup
  public void seed() {
    random = RandomGeneratorFactory.of(generator).create(7);
  }

  @Benchmark
  public float[] uniformFourOfAWord() {
    uniform.fill(random, trial, VALUES);
    return trial;
  }

  @Benchmark
  public float[] uniformOneOfAnInt() {
    for (int i = 0; i < VALUES; i++) {
      trial[i] = (random.nextInt() >>> 16) * 0x1p-16f;
    }
    return trial;
  }

  @Benchmark
  public float[] uniformFloats() {
    for (int i = 0; i < VALUES; i++) {
      trial[i] = random.nextFloat();
    }
    return trial;
  }

  @Benchmark
  public float[] gaussian() {
    gaussian.fill(random, trial, VALUES);
    return trial;
  }

  @Benchmark
  public float[] gaussianOfTheJdk() {
    for (int i = 0; i < VALUES; i++) {
      trial[i] = (float) (gaussian.mean() + gaussian.sd() * random.nextGaussian());
    }
    return trial;
  }

  @Benchmark
  public float[] bernoulliFourOfAWord() {
    bernoulli.fill(random, trial, VALUES);
    return trial;
  }

  /** With a branch, mispredicted half of the time. The same bytes. */
  @Benchmark
  public float[] bernoulliWithBranch() {
    int threshold = 1 << 15;
    long word = 0;
    for (int i = 0; i < VALUES; i++) {
      word = (i & 3) == 0 ? random.nextLong() : word << 16;
      trial[i] = (int) (word >>> 48) < threshold ? 1f : 0f;
    }
    return trial;
  }

  @Benchmark
  public float[] bernoulliFloats() {
    for (int i = 0; i < VALUES; i++) {
      trial[i] = random.nextFloat() < 0.5f ? 1 : 0;
    }
    return trial;
  }
}
