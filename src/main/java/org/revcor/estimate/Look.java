package org.revcor.estimate;

import java.util.List;

/**
 * One evaluation of all maps, at a trial count that the specification fixes.
 *
 * @param trials trials folded
 * @param channels how well each channel's map is known
 * @param standings where each channel stands against the target
 */
public record Look(long trials, List<ChannelStatistics> channels, List<Standing> standings) {
  public Look {
    channels = List.copyOf(channels);
    standings = List.copyOf(standings);
  }

  /** Lowest reliability of the channels that are judged; NaN if none is, or one's is undefined. */
  public double lowestReliability() {
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < channels.size(); i++) {
      if (judged(i)) {
        lowest = Math.min(lowest, channels.get(i).reliability());
      }
    }
    return lowest == Double.POSITIVE_INFINITY ? Double.NaN : lowest;
  }

  /**
   * Trials at which the last judged channel may be expected to reach {@code target}; NaN while that
   * is unknown for any.
   *
   * @param pixels values d of a map
   */
  public double trialsTo(double target, int pixels) {
    double most = Double.NaN;
    for (int i = 0; i < channels.size(); i++) {
      if (standings.get(i) == Standing.WAITING) {
        return Double.NaN;
      }
      if (judged(i)) {
        double needed = Reliability.trialsTo(target, channels.get(i), trials, pixels);
        if (Double.isNaN(needed)) {
          return Double.NaN;
        }
        most = Double.isNaN(most) ? needed : Math.max(most, needed);
      }
    }
    return most;
  }

  private boolean judged(int channel) {
    return standings.get(channel) == Standing.SHORT || standings.get(channel) == Standing.REACHED;
  }
}
