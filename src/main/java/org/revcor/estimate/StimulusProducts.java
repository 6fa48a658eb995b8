package org.revcor.estimate;

import java.nio.DoubleBuffer;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Vectors.UpperTriangle;

/**
 * Sums Σyyᵀ, y = x - μ, over all trials so far, separately for the halves, for whitening. Not
 * thread-safe.
 */
public final class StimulusProducts implements CommonProducts {
  /** Name of Σyyᵀ in a tally, one row: the upper triangle row by row. */
  public static final String NAME = "stimulusProducts";

  private final double ridge;
  private final int trialsPerDraw;
  private final double[] mean;
  private final double[] a;
  private final double[] b;

  /**
   * Creates empty sums.
   *
   * @param mean means μ of the values of a stimulus under its law
   * @param ridge added to each variance, as a share of their mean
   * @param trialsPerDraw 2 if stimuli are antithetic pairs, else 1
   */
  public StimulusProducts(double[] mean, double ridge, int trialsPerDraw) {
    this.ridge = ridge;
    this.trialsPerDraw = trialsPerDraw;
    this.mean = mean.clone();
    a = new double[UpperTriangle.length(mean.length)];
    b = new double[UpperTriangle.length(mean.length)];
  }

  @Override
  public void add(Tally tally) {
    Vectors.add(a, tally.a().products(NAME)[0]);
    Vectors.add(b, tally.b().products(NAME)[0]);
  }

  /**
   * Returns the current covariance of the stimuli, unaffected by later blocks.
   *
   * @param means means of the same trials
   */
  public Whitening whitening(StimulusMeans means) {
    return new Whitening(
        ridge,
        trialsPerDraw,
        new Whitening.Sums(
            means.trials(), Vectors.sum(a, b), Vectors.difference(means.all(), mean)),
        new Whitening.Sums(means.trialsA(), a.clone(), Vectors.difference(means.a(), mean)),
        new Whitening.Sums(means.trialsB(), b.clone(), Vectors.difference(means.b(), mean)));
  }

  @Override
  public StimulusMeans complete(StimulusMeans means) {
    return means.withWhitening(whitening(means));
  }

  @Override
  public boolean mayLag() {
    return true;
  }

  @Override
  public double[] state() {
    return DoubleBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer.wrap(state).get(a).get(b);
  }
}
