package org.revcor.analysis;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.stimulus.Law;

/**
 * White noise, stimulus by stimulus.
 *
 * @param law of every value
 * @param values of a stimulus
 * @param seed of all of them
 */
public record NoiseStimuli(Law law, int values, int size, long seed) implements Stimuli {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATOR =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  @Override
  public void put(int index, float[] into, int offset) {
    System.arraycopy(noise(law, values, seed, index), 0, into, offset, values);
  }

  /** Noise of a number, which depends on that and the seed alone. */
  public static float[] noise(Law law, int values, long seed, int number) {
    float[] noise = new float[values];
    law.fill(GENERATOR.create(GOLDEN * seed + number), noise, values);
    return noise;
  }
}
