package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * Σyyᵀ over all trials so far, y = x - μ, a half each: what maps are whitened by. Not thread-safe.
 */
public final class StimulusProducts {
  private final double ridge;
  private final double[] mean;
  private final double[] a;
  private final double[] b;

  /**
   * Nothing so far.
   *
   * @param mean means μ of the values of a stimulus under its law
   * @param ridge added to each variance, as a share of their mean
   */
  public StimulusProducts(double[] mean, double ridge) {
    this.ridge = ridge;
    this.mean = mean.clone();
    a = new double[UpperTriangle.length(mean.length)];
    b = new double[UpperTriangle.length(mean.length)];
  }

  /** Adds a block. Blocks must come in their order, or the last bits differ. */
  public void add(Tally tally) {
    add(a, tally.a().stimulusProducts());
    add(b, tally.b().stimulusProducts());
  }

  private static void add(double[] sums, float[] more) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
    }
  }

  /**
   * The covariance of the stimuli as it is now; a copy that later blocks do not change.
   *
   * @param means of the same trials
   */
  public Whitening whitening(StimulusMeans means) {
    double[] all = a.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] += b[i];
    }
    return new Whitening(
        ridge,
        new Whitening.Sums(means.trials(), all, centred(means.all())),
        new Whitening.Sums(means.trialsA(), a.clone(), centred(means.a())),
        new Whitening.Sums(means.trialsB(), b.clone(), centred(means.b())));
  }

  private double[] centred(double[] means) {
    double[] centred = means.clone();
    for (int i = 0; i < centred.length; i++) {
      centred[i] -= mean[i];
    }
    return centred;
  }

  /** Everything it holds, as {@link #restore} takes it; a copy. */
  public double[] state() {
    return DoubleBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  /**
   * Goes on from an earlier state.
   *
   * @param state of products of the same number of values
   */
  public void restore(double[] state) {
    DoubleBuffer.wrap(state).get(a).get(b);
  }
}
