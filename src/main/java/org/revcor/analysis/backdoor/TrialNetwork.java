package org.revcor.analysis.backdoor;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.dataset.Stamp.Corner;

/**
 * A network to be trained for a trial of the backdoor detector.
 *
 * @param name name of its files
 * @param seed seed of its training
 * @param backdoor change of its training images; empty for a clean network
 */
record TrialNetwork(String name, int seed, Optional<Poisoning> backdoor) {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final String[] DRAWN = {"x", "c", "h"};
  private static final double MIN_FRACTION = 0.34;
  private static final double MAX_FRACTION = 0.5;
  private static final long SEED_STRIDE = 1_000_003;
  private static final long CLEAN = 17;

  /**
   * Returns a network that is trained on unchanged images.
   *
   * @param seed seed of the trial
   * @param number number of the network, from 0
   */
  static TrialNetwork clean(long seed, int number) {
    return new TrialNetwork(
        "clean-%03d".formatted(number + 1),
        generator(seed, CLEAN, number).nextInt(),
        Optional.empty());
  }

  /**
   * Returns a network with a backdoor: in turn the patterns x, c, h and three random ones of 3 to 6
   * rows and columns. The position is random, as are both classes; 34 to 50 % of the class are
   * stamped.
   *
   * @param seed seed of the trial
   * @param number number of the network, from 0
   * @param attempt number of the attempt, from 0; each draws all values again except for the kind
   *     of pattern
   * @param shape images of the network's size and classes
   */
  static TrialNetwork stamped(long seed, int number, int attempt, Images shape) {
    RandomGenerator random = generator(seed, attempt, number);
    int kind = number % (2 * DRAWN.length);
    Stamp stamp =
        Stamp.of(kind < DRAWN.length ? DRAWN[kind] : "random:" + random.nextInt(Integer.MAX_VALUE));
    Corner place =
        new Corner(
            random.nextInt(shape.height() - stamp.rows() + 1),
            random.nextInt(shape.width() - stamp.columns() + 1));
    int classes = shape.classes().size();
    int from = random.nextInt(classes);
    int to = (from + 1 + random.nextInt(classes - 1)) % classes;
    double fraction = random.nextDouble(MIN_FRACTION, MAX_FRACTION);
    return new TrialNetwork(
        "stamped-%03d-%d".formatted(number + 1, attempt + 1),
        random.nextInt(),
        Optional.of(
            new Poisoning(
                stamp.at(place), shape.classes().get(from), shape.classes().get(to), fraction)));
  }

  private static RandomGenerator generator(long seed, long kind, int number) {
    return RandomGeneratorFactory.of(GENERATOR)
        .create((seed * SEED_STRIDE + kind) * SEED_STRIDE + number);
  }
}
