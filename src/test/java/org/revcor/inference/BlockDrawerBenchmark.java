package org.revcor.inference;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/** Measures how many stimuli of 28 x 28 one core draws into native memory, by processor time. */
public final class BlockDrawerBenchmark {
  private static final int VALUES = 784;
  private static final int BLOCKS = 200;
  private static final int ROUNDS = 9;

  private BlockDrawerBenchmark() {}

  public static void main(String[] arguments) {
    Stream.of(new UniformLaw(), new GaussianLaw(0.5, 0.2887), new BernoulliLaw(0.5))
        .forEach(BlockDrawerBenchmark::print);
  }

  private static void print(Law law) {
    NumericPlan plan =
        NumericPlan.of(VALUES, Optional.empty(), Optional.empty(), Platform.ofThisMachine());
    BlockDrawer drawer =
        new BlockDrawer(new StimulusSequence(new WhiteNoise(law, VALUES), false), 7, plan);
    double[] rounds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      rounds[round] = perSecond(drawer, plan);
    }
    Arrays.sort(rounds);
    System.out.printf(
        Locale.ROOT, "%s: %,.0f trials per second of one core%n", law, rounds[ROUNDS / 2]);
  }

  private static double perSecond(BlockDrawer drawer, NumericPlan plan) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int block = 0; block < BLOCKS; block++) {
      drawer.release(drawer.draw(block));
    }
    return BLOCKS * plan.blockSize() * 1e9 / (threads.getCurrentThreadCpuTime() - start);
  }
}
