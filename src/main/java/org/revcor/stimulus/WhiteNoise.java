package org.revcor.stimulus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Stimuli of independent pixels with one law.
 *
 * <p>A block's stimuli are a function of the seed, the block's index and {@link #GENERATOR} alone:
 * SHA-256 of the three is the full state of an L64X128MixRandom. Blocks can thus be drawn in any
 * order, on any machine, and drawn again.
 *
 * @param law distribution of each pixel
 */
public record WhiteNoise(Law law) {

  /** Version of the rule that turns seed and block into stimuli; part of a study's numeric plan. */
  public static final String GENERATOR = "L64X128MixRandom/sha256/1";

  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** Takes the stimuli of a block one by one, in the order of their trials. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one stimulus.
     *
     * @param trial index within the block
     * @param values the stimulus; reused for the next trial
     */
    void accept(int trial, float[] values);
  }

  /**
   * Draws a block.
   *
   * @param seed the study's seed
   * @param block index of the block, from 0
   * @param trials number of stimuli in a block
   * @param values values d of one stimulus
   */
  public void draw(long seed, long block, int trials, int values, Sink sink) {
    RandomGenerator random = generator(seed, block);
    float[] trial = new float[values];
    for (int i = 0; i < trials; i++) {
      law.fill(random, trial);
      sink.accept(i, trial);
    }
  }

  private static RandomGenerator generator(long seed, long block) {
    byte[] version = GENERATOR.getBytes(StandardCharsets.US_ASCII);
    byte[] key =
        ByteBuffer.allocate(version.length + 16).put(version).putLong(seed).putLong(block).array();
    try {
      return FACTORY.create(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
