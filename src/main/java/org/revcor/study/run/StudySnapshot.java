package org.revcor.study.run;

import java.util.List;
import java.util.stream.IntStream;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.study.results.StudyMaps;

/**
 * Maps of a study at one block boundary, with statistics; the source of a frame. Channels that were
 * not selected are blank.
 */
public record StudySnapshot(StudyMaps maps, double seconds, List<Channel> channels, boolean last) {

  /** The statistics of a channel in a frame; NaN where undefined. */
  public record Channel(double nEff, double reliability, StoppingStatus status) {}

  static List<Channel> channels(MapEvaluation look) {
    return IntStream.range(0, look.channels().size())
        .mapToObj(
            i -> {
              ChannelStatistics channel = look.channels().get(i);
              return new Channel(
                  channel.nEff(), channel.reliability(), look.verdicts().get(i).status());
            })
        .toList();
  }
}
