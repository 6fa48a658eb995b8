package org.revcor.stimulus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;

/**
 * The trials of a study, block by block.
 *
 * <p>The trials of a block depend only on the seed, the index of the block and {@link #GENERATOR}:
 * the SHA-256 digest of the three is the full state of an L64X128MixRandom. So blocks can be drawn
 * in any order, on any machine, and repeatedly.
 *
 * @param antithetic whether every second trial is the reflection of the preceding one
 */
public record StimulusSequence(Stimulus stimulus, boolean antithetic) {
  /** Version of the algorithm from seed and block to stimuli; part of a study's numeric plan. */
  public static final String GENERATOR = "L64X128MixRandom/sha256/1";

  private static final String CHANCES = GENERATOR + "/chances";

  private static final String TURNS = GENERATOR + "/turns/";

  /** Groups of blocks, by number, in which errors of a regression are estimated. */
  private static final int GROUPS = 8;

  /**
   * Number of the first block in which the contrasts of {@link ThresholdNoise} are searched for.
   */
  public static final long FIRST_SEARCH_BLOCK = 1L << 40;

  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  @FunctionalInterface
  public interface Sink {
    /**
     * Receives one trial.
     *
     * @param trial index within the block
     * @param drawn drawn numbers; the array is reused for the next trial
     */
    void accept(int trial, float[] drawn);
  }

  /**
   * @throws InvalidInputException if the sequence is antithetic and the law of the stimulus is not
   *     symmetric
   */
  public StimulusSequence {
    if (antithetic && !stimulus.isSymmetric()) {
      throw new InvalidInputException(
          "study.stimulus.antithetic",
          "true",
          "false, since the law of these stimuli is not symmetric about its mean");
    }
  }

  /**
   * Checks that the middle of a block does not split an antithetic pair.
   *
   * @throws InvalidInputException if it does
   */
  public void requireWholePairs(int blockSize) {
    if (antithetic && blockSize % 4 != 0) {
      throw new InvalidInputException(
          "study.block-size",
          "" + blockSize,
          "a multiple of 4 for antithetic pairs, since a block has two halves");
    }
  }

  /**
   * Draws a block.
   *
   * @param block index of the block, from 0
   */
  public void draw(long seed, long block, int trials, Sink sink) {
    RandomGenerator random = generator(GENERATOR, seed, block);
    float[] drawn = new float[stimulus.drawnValues()];
    for (int i = 0; i < trials; i++) {
      if (antithetic && i % 2 == 1) {
        stimulus.reflect(drawn);
      } else {
        int each = antithetic ? 2 : 1;
        if (stimulus.turn() == 1) {
          stimulus.draw(random, (block * trials + i) / each, drawn);
        } else {
          drawTurn(seed, block, trials / each, i / each, drawn);
        }
      }
      sink.accept(i, drawn);
    }
  }

  /**
   * Draws a trial or pair of a turn. Each half of each group of blocks has turns of its own, so
   * that estimates by halves and groups have whole turns as well.
   */
  private void drawTurn(long seed, long block, int ofBlock, int index, float[] drawn) {
    int ofHalf = ofBlock / 2;
    int groups = block < FIRST_SEARCH_BLOCK ? GROUPS : 1;
    long trial = block / groups * ofHalf + index % ofHalf;
    String purpose = TURNS + index / ofHalf + "/" + block % groups;
    stimulus.draw(generator(purpose, seed, trial / stimulus.turn()), trial, drawn);
  }

  /**
   * Returns numbers uniform in [0,1), one per trial of a block, independent of the stimuli.
   *
   * @param block index of the block, from 0
   */
  public static double[] chances(long seed, long block, int trials) {
    RandomGenerator random = generator(CHANCES, seed, block);
    double[] chances = new double[trials];
    for (int i = 0; i < trials; i++) {
      chances[i] = random.nextDouble();
    }
    return chances;
  }

  private static RandomGenerator generator(String purpose, long seed, long block) {
    byte[] version = purpose.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer key =
        ByteBuffer.allocate(version.length + 16).put(version).putLong(seed).putLong(block).flip();
    return FACTORY.create(Digest.bytes(key));
  }
}
