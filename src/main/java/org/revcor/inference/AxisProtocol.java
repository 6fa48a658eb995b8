package org.revcor.inference;

import java.util.List;
import org.revcor.estimate.covariance.GradientSketch;
import org.revcor.estimate.covariance.TriggeredMoments;

/** The second moments of channels whose axes are searched for, after the last batch of a half. */
public sealed interface AxisProtocol {
  List<Integer> channels();

  /** Returns the means μ of the averaged values under their law; empty for values as they are. */
  double[] mean();

  String name();

  /**
   * Second moments of the stimuli that triggered a channel.
   *
   * @param shuffles number of additional results with responses shuffled within each half-block
   */
  record SecondMoments(List<Integer> channels, double[] mean, int shuffles)
      implements AxisProtocol {
    public SecondMoments {
      channels = List.copyOf(channels);
    }

    @Override
    public String name() {
      return TriggeredMoments.PRODUCTS;
    }
  }

  /**
   * Sketches of the second moments of gradients.
   *
   * @param columns number of columns of Ω
   * @param signs Ω of each half, row by row ({@link GradientSketch})
   */
  record GradientSketches(List<Integer> channels, int columns, List<float[]> signs)
      implements AxisProtocol {
    public GradientSketches {
      channels = List.copyOf(channels);
      signs = List.copyOf(signs);
    }

    @Override
    public double[] mean() {
      return new double[0];
    }

    @Override
    public String name() {
      return GradientSketch.PRODUCTS;
    }
  }
}
