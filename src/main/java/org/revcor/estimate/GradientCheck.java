package org.revcor.estimate;

import java.nio.DoubleBuffer;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Compares gradients with the average of the same stimuli, to which they are equal on average only
 * if the response has no steps: automatic differentiation gives 0 for rounding and comparisons.
 *
 * <p>Let a be the average {@code Σ(r - r̄)(x - μ)/n} of a block, with r̄ the mean response of the
 * blocks before it, and g its mean gradient. {@code a - g} has the mean 0, given the blocks before,
 * and so has its product with every direction that follows from them. The products with the
 * gradient map G so far show a constant factor, those with the difference A - G so far any other
 * difference. Products are weighted by the trials of their direction.
 */
final class GradientCheck {
  /**
   * Minimum effective number of gradients: with fewer, stimuli that are yet to come decide the maps
   * of {@code exp(2u)}.
   */
  private static final int MIN_GRADIENTS = 200;

  private final Patch patch;
  private final double[] mean;

  /** Σ(r - r̄)(x - x̄), with means of each block: a direction needs no mean of 0. */
  private final double[] averages;

  private final Products along = new Products();
  private final Products apart = new Products();

  /** Σw⟨g, G⟩: over Σw an unbiased ‖g‖². */
  private double power;

  private double trials;
  private double responses;
  private double channels;

  /**
   * @param mean means μ of the values of a stimulus under its law
   */
  GradientCheck(Patch patch, double[] mean) {
    this.patch = patch;
    this.mean = patch.of(mean);
    averages = new double[patch.values()];
  }

  /** Returns the length of the state for a map of {@code values} values. */
  static int stateSize(int values) {
    return values + 2 * Products.STATE + 4;
  }

  /**
   * Adds a block.
   *
   * @param gradient mean gradient g of the block
   * @param map mean gradient G of the blocks before it
   * @param weight trials of the direction; 0 if the block or those before it have no gradient
   */
  void add(Tally tally, int channel, double[] gradient, double[] map, double weight) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    double[] rowA = a.row(channel, averages.length);
    double[] rowB = b.row(channel, averages.length);
    double n = tally.trials();
    double ofBlock = (a.responses()[channel] + b.responses()[channel]) / n;
    double before = trials > 0 ? responses / trials : 0;
    double perTrial = trials > 0 ? 1 / trials : 0;
    double productAlong = 0;
    double productApart = 0;
    double norm = 0;
    for (int i = 0; i < averages.length; i++) {
      int index = patch.index(i);
      double weighted = (rowA[i] + rowB[i]) / n;
      double stimulus = (a.stimuli()[index] + b.stimuli()[index]) / n;
      double average = weighted - before * stimulus - (ofBlock - before) * mean[i];
      productAlong += (average - gradient[i]) * map[i];
      productApart += (average - gradient[i]) * (averages[i] * perTrial - map[i]);
      norm += gradient[i] * map[i];
      averages[i] += n * (weighted - ofBlock * stimulus);
    }
    along.add(weight, productAlong);
    apart.add(weight, productApart);
    power += weight * norm;
    trials += n;
    responses += n * ofBlock;
    channels = a.responses().length;
  }

  void save(DoubleBuffer state) {
    state.put(averages).put(along.sums).put(apart.sums);
    state.put(power).put(trials).put(responses).put(channels);
  }

  void restore(DoubleBuffer state) {
    state.get(averages).get(along.sums).get(apart.sums);
    power = state.get();
    trials = state.get();
    responses = state.get();
    channels = state.get();
  }

  /**
   * Returns the result of all blocks.
   *
   * @param nEff effective number of gradients; 0 if all are zero
   */
  Agreement agreement(double nEff) {
    double turns = nEff > 0 ? Double.NaN : apart.effective() / Math.max(1, channels);
    boolean isEnough =
        nEff >= MIN_GRADIENTS || (nEff == 0 && apart.effective() >= StoppingRule.ENOUGH);
    double squaredNorm = Math.max(0, power / along.sum(0, 1));
    double either = Math.min(2 * along.tail(Math.signum(along.mean())), apart.tail(1));
    return new Agreement(
        along.error() / squaredNorm,
        apart.mean() / squaredNorm,
        apart.error() / squaredNorm,
        isEnough ? 2 * either : 1,
        turns);
  }

  /** Products of blocks with a direction, each times its weight. */
  private static final class Products {
    private static final int WEIGHTS = 4;
    private static final int PRODUCTS = 5;
    private static final int STATE = PRODUCTS * WEIGHTS;

    /** Sums of {@code y^i w^j}, with y the product times its weight w, i up to 4 and j up to 3. */
    private final double[] sums = new double[STATE];

    void add(double w, double product) {
      double ofProduct = 1;
      for (int i = 0; w > 0 && i < PRODUCTS; i++) {
        double each = ofProduct;
        for (int j = 0; j < WEIGHTS; j++) {
          sums[i * WEIGHTS + j] += each;
          each *= w;
        }
        ofProduct *= w * product;
      }
    }

    double sum(int i, int j) {
      return sums[i * WEIGHTS + j];
    }

    double mean() {
      return sum(1, 0) / sum(0, 1);
    }

    /** Returns the effective number of products. */
    double effective() {
      return sum(4, 0) > 0 ? sum(2, 0) * sum(2, 0) / sum(4, 0) : 0;
    }

    /** Returns the standard error of the mean; NaN with fewer than two products. */
    double error() {
      double m = mean();
      double blocks = sum(0, 0);
      double residual = sum(2, 0) - 2 * m * sum(1, 1) + m * m * sum(0, 2);
      return blocks < 2
          ? Double.NaN
          : Math.sqrt(Math.max(0, residual) * blocks / (blocks - 1)) / sum(0, 1);
    }

    /**
     * Returns the probability of a mean that is larger by chance, by Student's statistic less its
     * skewness (Hall 1992); 1 while unknown.
     *
     * @param sign 1; -1 for a smaller mean
     */
    double tail(double sign) {
      double blocks = sum(0, 0);
      double error = error();
      if (blocks < SignalToNoise.MIN_BLOCKS || !(error > 0) || !(effective() > 0)) {
        return 1;
      }
      double m = mean();
      double cubes = sum(3, 0) - 3 * m * sum(2, 1) + 3 * m * m * sum(1, 2) - m * m * m * sum(0, 3);
      double skewness = sign * cubes / Math.pow(error * sum(0, 1), 3);
      double t = sign * m / error;
      double corrected =
          t + skewness * (t * t / 3 + 1.0 / 6) + Math.pow(skewness, 2) * t * t * t / 27;
      return TDistribution.of(Math.min(blocks - 1, effective())).survivalProbability(corrected);
    }
  }

  /**
   * Agreement of the gradient map with the average of the same stimuli.
   *
   * @param projectionError standard error of the projection of the average on the gradient map,
   *     over its norm
   * @param difference squared norm of the difference of both maps, over that of the gradient map;
   *     an unbiased estimate, which may be negative
   * @param differenceError standard error of the difference
   * @param p probability of a projection or difference as large by chance, if both estimate the
   *     same map; at least 1 while unknown
   * @param turns blocks with a response in which it was the channel's turn, about, if all its
   *     gradients are 0; otherwise NaN
   */
  record Agreement(
      double projectionError, double difference, double differenceError, double p, double turns) {
    /** Minimum of {@code turns} for a refutation: before, gradients may be 0 by chance. */
    private static final int MIN_TURNS = 5;

    /** Largest standard error of the projection of a checked map. */
    private static final double MAX_ERROR = 0.1;

    /** Largest upper 95 % limit of the difference of a checked map. */
    private static final double MAX_DIFFERENCE = 0.2;

    private static final double LIMIT = 1.645;

    /** Two-sided probability of four standard errors. */
    private static final double FOUR_ERRORS = 6.3e-5;

    private static final double LEVEL = 0.05;

    /** Returns whether nothing contradicts equal maps. */
    boolean isPlausible() {
      return p > LEVEL;
    }

    /**
     * Returns whether maps differ by more than four standard errors.
     *
     * @param channels number of channels of the study
     * @param turnsOfAll sum of their {@code turns}
     */
    boolean isRefuted(int channels, double turnsOfAll) {
      boolean isSeen = Double.isNaN(turns) || turns >= MIN_TURNS || turnsOfAll >= MIN_TURNS;
      return isSeen && p * channels < FOUR_ERRORS;
    }

    /** Returns whether the average is known well enough to confirm the gradients, and does. */
    boolean isChecked() {
      return !isRefuted(1, turns)
          && projectionError <= MAX_ERROR
          && difference + LIMIT * differenceError <= MAX_DIFFERENCE;
    }

    /** Returns the trials at which equal maps are expected to be checked; infinite if unknown. */
    double trialsToCheck(long trials) {
      double ofProjection = Math.pow(projectionError / MAX_ERROR, 2);
      double factor = Math.max(ofProjection, LIMIT * differenceError / MAX_DIFFERENCE);
      return Double.isFinite(factor) ? trials * Math.max(1, factor) : Double.POSITIVE_INFINITY;
    }
  }
}
