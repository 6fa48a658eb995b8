package org.revcor.study.run;

import java.util.Comparator;
import java.util.List;
import org.revcor.estimate.ChannelStatistics;

/**
 * Reports of all channels at one block boundary.
 *
 * @param trials trials folded
 * @param channels in the order of the channels
 */
public record ChannelReports(long trials, List<ChannelReport> channels) {
  public ChannelReports {
    channels = channels.stream().sorted(Comparator.comparingInt(ChannelReport::channel)).toList();
  }

  /** Returns the statistics of all channels. */
  public List<ChannelStatistics> statistics() {
    return channels.stream().map(ChannelReport::statistics).toList();
  }
}
