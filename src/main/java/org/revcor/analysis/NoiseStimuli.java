package org.revcor.analysis;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.stimulus.Law;

/**
 * White noise stimuli.
 *
 * @param law distribution of each value
 * @param values number of values per stimulus
 * @param seed seed of all stimuli
 */
public record NoiseStimuli(Law law, int values, int size, long seed) implements Stimuli {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATOR =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  @Override
  public void put(int index, float[] into, int offset) {
    System.arraycopy(noise(law, values, seed, index), 0, into, offset, values);
  }

  /** Returns the noise of one stimulus, which depends on the seed and its number only. */
  public static float[] noise(Law law, int values, long seed, int number) {
    float[] noise = new float[values];
    law.fill(GENERATOR.create(GOLDEN * seed + number), noise, values);
    return noise;
  }
}
