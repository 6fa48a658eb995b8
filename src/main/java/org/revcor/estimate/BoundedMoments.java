package org.revcor.estimate;

import java.nio.DoubleBuffer;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.anytime.GammaExponentialMixture;

/**
 * Averages of bounded stimuli with bounded responses, with the exact confidence sequence of their
 * errors.
 */
final class BoundedMoments implements ChannelMoments {
  private final Estimand estimand;
  private final AverageMoments average;
  private final BernsteinSums sequence;
  private final double[] mean;
  private final int values;

  /**
   * @param boundary boundary at the level of a single value of a map
   */
  BoundedMoments(
      Estimand estimand,
      Patch patch,
      double[] mean,
      double[] variance,
      GammaExponentialMixture boundary,
      Workspace workspace) {
    this.estimand = estimand;
    this.average = new AverageMoments(estimand, patch, variance, workspace);
    this.sequence = new BernsteinSums(estimand.isCentred(), patch, mean, boundary);
    this.mean = patch.of(mean);
    this.values = patch.values();
  }

  @Override
  public void add(Tally tally, int channel) {
    average.add(tally, channel);
    sequence.add(tally.a(), channel);
    sequence.add(tally.b(), channel);
  }

  @Override
  public double[] state() {
    double[] averages = average.state();
    DoubleBuffer state =
        DoubleBuffer.allocate(averages.length + BernsteinSums.stateSize(values)).put(averages);
    sequence.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    average.restore(state);
    int ofSequence = BernsteinSums.stateSize(values);
    sequence.restore(DoubleBuffer.wrap(state, state.length - ofSequence, ofSequence));
  }

  @Override
  public float[] view(MapView view, StimulusMeans stimuli) {
    return average.view(view, stimuli);
  }

  @Override
  public boolean isBlank() {
    return average.isBlank();
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans stimuli) {
    ChannelStatistics statistics = average.statistics(stimuli);
    return statistics.count() > 0
        ? statistics.withWidth(sequence.width(aboutZero(stimuli)))
        : statistics;
  }

  /** Returns the map minus its value without structure. */
  private double[] aboutZero(StimulusMeans stimuli) {
    float[] map = view(MapView.MAP, stimuli);
    double[] about = new double[map.length];
    for (int i = 0; i < about.length; i++) {
      about[i] = map[i] - (estimand.isCentred() ? 0 : mean[i]);
    }
    return about;
  }
}
