package org.revcor.inference;

import java.util.List;

/** Sums that need all trials of half a block at once, after its last batch. */
public sealed interface HalfBlockProtocol {
  /** Returns the means μ of the averaged values under their law. */
  double[] mean();

  /**
   * The second moments that a study needs.
   *
   * @param channels indices of the channels, ascending
   * @param ofStimuli whether the second moments of all stimuli are needed as well
   * @param mean means μ of the averaged values under their law
   * @param shuffles number of additional results with responses shuffled within each half-block
   */
  record SecondMomentProtocol(
      List<Integer> channels, boolean ofStimuli, double[] mean, int shuffles)
      implements HalfBlockProtocol {
    /** No second moments. */
    static final SecondMomentProtocol NONE = none(new double[0]);

    public SecondMomentProtocol {
      channels = List.copyOf(channels);
    }

    /**
     * Returns no second moments, to be used with {@link #withThoseOfStimuli}.
     *
     * @param mean means μ of the averaged values
     */
    public static SecondMomentProtocol none(double[] mean) {
      return new SecondMomentProtocol(List.of(), false, mean, 0);
    }

    /** Returns a copy that includes the second moments of all stimuli. */
    public SecondMomentProtocol withThoseOfStimuli() {
      return new SecondMomentProtocol(channels, true, mean, shuffles);
    }
  }

  /**
   * Sketches of the second moments of gradients.
   *
   * @param channels indices of the channels, ascending
   * @param columns number of columns of Ω
   * @param signs Ω of each half, row by row ({@link org.revcor.estimate.covariance.GradientSketch})
   * @param mean zeros: gradients are not centred
   */
  record GradientSketchProtocol(
      List<Integer> channels, int columns, List<float[]> signs, double[] mean)
      implements HalfBlockProtocol {
    public GradientSketchProtocol {
      channels = List.copyOf(channels);
      signs = List.copyOf(signs);
    }
  }

  /**
   * Products of the scores of stimuli with themselves and with the responses.
   *
   * @param components number K of scores
   * @param filters K x d: products with the averaged values are the scores, except for a constant
   * @param paired whether an observation is half the difference of an antithetic pair; else scores
   *     and responses are centred within each half-block
   */
  record RegressionProtocol(int components, float[] filters, boolean paired)
      implements HalfBlockProtocol {
    @Override
    public double[] mean() {
      return new double[0];
    }
  }
}
