package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Optional;

/**
 * Sums Σx over all trials so far, separately for the halves. Their mean centres the maps of all
 * channels. Not thread-safe.
 */
public final class StimulusSums {
  private final double[] a;
  private final double[] b;
  private long trialsA;
  private long trialsB;

  /**
   * @param values number d of values of a stimulus
   */
  public StimulusSums(int values) {
    a = new double[values];
    b = new double[values];
  }

  /** Returns a copy of the state for {@link #restore}. */
  public double[] state() {
    DoubleBuffer state = DoubleBuffer.allocate(2 * a.length + 2).put(a).put(b);
    return state.put((double) trialsA).put((double) trialsB).array();
  }

  /**
   * Restores an earlier state.
   *
   * @param state state of sums of the same number of values
   */
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state).get(a).get(b);
    trialsA = (long) from.get();
    trialsB = (long) from.get();
  }

  /** Adds a block. */
  public void add(Tally tally) {
    for (int i = 0; i < a.length; i++) {
      a[i] += tally.a().stimuli()[i];
      b[i] += tally.b().stimuli()[i];
    }
    trialsA += tally.a().trials();
    trialsB += tally.b().trials();
  }

  /** Returns the number of trials so far. */
  public long trials() {
    return trialsA + trialsB;
  }

  /** Returns the current means, unaffected by later blocks. */
  public StimulusMeans means() {
    double[] meanA = new double[a.length];
    double[] meanB = new double[a.length];
    double[] mean = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      meanA[i] = a[i] / trialsA;
      meanB[i] = b[i] / trialsB;
      mean[i] = (a[i] + b[i]) / (trialsA + trialsB);
    }
    return new StimulusMeans(
        trialsA, trialsB, mean, meanA, meanB, Optional.empty(), Optional.empty());
  }

  /**
   * Mean stimulus x̄ of all trials and of each half, d values each. Its arrays are shared between
   * channels and never changed.
   *
   * @param trialsA trials of half A
   * @param trialsB trials of half B
   * @param whitening covariance of the stimuli of these trials or of somewhat fewer; present if
   *     maps are whitened
   * @param regression regression on the scores of these trials; present with that estimator
   */
  public record StimulusMeans(
      long trialsA,
      long trialsB,
      double[] all,
      double[] a,
      double[] b,
      Optional<Whitening> whitening,
      Optional<Regression> regression) {

    /** Returns a copy with a covariance. */
    public StimulusMeans withWhitening(Whitening covariance) {
      return new StimulusMeans(trialsA, trialsB, all, a, b, Optional.of(covariance), regression);
    }

    /** Returns a copy with a regression. */
    StimulusMeans withRegression(Regression solved) {
      return new StimulusMeans(trialsA, trialsB, all, a, b, whitening, Optional.of(solved));
    }

    /** Returns a copy with the covariance and the regression of other means. */
    public StimulusMeans withProductsOf(StimulusMeans other) {
      return new StimulusMeans(trialsA, trialsB, all, a, b, other.whitening, other.regression);
    }

    /** Returns the number of trials. */
    public long trials() {
      return trialsA + trialsB;
    }

    /** Returns the means within a patch. */
    StimulusMeans within(Patch patch) {
      return new StimulusMeans(
          trialsA, trialsB, patch.of(all), patch.of(a), patch.of(b), whitening, regression);
    }
  }
}
