package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Optional;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Vectors.UpperTriangle;

/**
 * Sums Σuuᵀ of the scores u of stimuli, in {@link NoiseSketch#GROUPS} groups of half-blocks: block
 * b adds its first half to group 2 (b mod 8), its second half to the group after it. So groups with
 * even numbers are half A.
 */
public final class ScoreProducts implements CommonProducts {
  /** Name of Σuuᵀ in a tally, one row: the upper triangle row by row. */
  public static final String NAME = "scoreProducts";

  static final int GROUPS = NoiseSketch.GROUPS;

  private final int components;
  private final boolean paired;
  private final double ridge;
  private final Optional<double[]> mirror;
  private final double[][] upper;
  private final double[] observations = new double[GROUPS];

  /**
   * Creates empty sums.
   *
   * @param components number K of scores
   * @param paired whether an observation is the difference of an antithetic pair; else stimuli are
   *     centred within each half-block
   * @param ridge added to each variance of the scores, as a share of their mean
   * @param mirror K x K, row by row: the coefficients of a mirrored map; empty unless maps are made
   *     symmetric
   */
  public ScoreProducts(int components, boolean paired, double ridge, Optional<double[]> mirror) {
    this.components = components;
    this.paired = paired;
    this.ridge = ridge;
    this.mirror = mirror;
    this.upper = new double[GROUPS][UpperTriangle.length(components)];
  }

  /** Returns the number of doubles of the state of products of K scores. */
  public static long doubles(int components) {
    return GROUPS * (UpperTriangle.length(components) + 1L);
  }

  /** Returns the group of the first half of a block; the second half belongs to the next group. */
  static int group(Tally tally) {
    return (int) (2 * tally.block() % GROUPS);
  }

  @Override
  public void add(Tally tally) {
    add(group(tally), tally.a());
    add(group(tally) + 1, tally.b());
  }

  private void add(int group, HalfTally half) {
    Vectors.add(upper[group], half.products(NAME)[0]);
    observations[group] += paired ? half.trials() / 2 : half.trials() - 1;
  }

  @Override
  public StimulusMeans complete(StimulusMeans means) {
    double[][] squares = new double[GROUPS][components * components];
    for (int g = 0; g < GROUPS; g++) {
      for (int i = 0; i < components; i++) {
        for (int j = 0; j < components; j++) {
          squares[g][i * components + j] = upper[g][UpperTriangle.place(components, i, j)];
        }
      }
    }
    return means.withRegression(
        new Regression(components, squares, observations.clone(), ridge, mirror));
  }

  @Override
  public boolean mayLag() {
    return false;
  }

  @Override
  public double[] state() {
    DoubleBuffer state = DoubleBuffer.allocate(GROUPS * (upper[0].length + 1));
    for (double[] group : upper) {
      state.put(group);
    }
    return state.put(observations).array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    for (double[] group : upper) {
      from.get(group);
    }
    from.get(observations);
  }
}
