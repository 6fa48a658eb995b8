package org.revcor.study.run;

import java.util.Comparator;
import java.util.List;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * Reports of all channels at one block boundary; those that were not selected are blank.
 *
 * @param trials trials folded
 * @param channels in the order of the channels
 */
public record ChannelReports(long trials, List<ChannelReport> channels) {
  private static final float[] NOT_SELECTED = {};

  public ChannelReports {
    channels = channels.stream().sorted(Comparator.comparingInt(ChannelReport::channel)).toList();
  }

  /** Returns the statistics of all channels. */
  public List<ChannelStatistics> statistics() {
    return channels.stream().map(ChannelReport::statistics).toList();
  }

  /** Returns a view of all maps; those of channels that were not selected are empty. */
  StudyMaps maps(PreparedStudy study, MapView view) {
    List<Integer> shape = study.mapShape();
    double[] counts =
        channels.stream().mapToDouble(channel -> channel.statistics().count()).toArray();
    float[][] maps =
        channels.stream()
            .map(channel -> channel.views().getOrDefault(view, NOT_SELECTED))
            .toArray(float[][]::new);
    return new StudyMaps(
        view,
        study.estimand(),
        trials,
        shape.get(0),
        shape.get(1),
        shape.get(2),
        study.channels(),
        study.specification().hasCells() ? study.protocol().signals() : List.of(),
        counts,
        maps);
  }
}
