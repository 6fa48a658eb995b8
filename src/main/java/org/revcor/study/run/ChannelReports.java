package org.revcor.study.run;

import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;
import org.revcor.file.Checkpoint;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyMaps;

/** Reports of all channels at one block boundary; those that were not selected are blank. */
public record ChannelReports(long trials, List<ChannelReport> channels) {
  private static final float[] NOT_SELECTED = {};

  public ChannelReports {
    channels = channels.stream().sorted(Comparator.comparingInt(ChannelReport::channel)).toList();
  }

  public List<ChannelStatistics> statistics() {
    return channels.stream().map(ChannelReport::statistics).toList();
  }

  /** Returns a view of all maps; those of channels that were not selected are empty. */
  StudyMaps maps(PreparedStudy study, MapView view) {
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
        study.mapShape(),
        study.channels(),
        study.specification().hasCells() ? study.protocol().signals() : List.of(),
        counts,
        maps);
  }

  /**
   * A channel at one block boundary.
   *
   * @param views the selected views, d values each; must not be modified
   */
  public record ChannelReport(
      int channel, ChannelStatistics statistics, Map<MapView, float[]> views) {}

  /**
   * The channels and their views to report; other channels are reported as blank.
   *
   * @param channels indices of the selected channels; empty for all
   */
  record MapSelection(Set<MapView> views, Optional<BitSet> channels) {
    static MapSelection ofAll(Set<MapView> views) {
      return new MapSelection(views, Optional.empty());
    }

    static MapSelection maps(BitSet channels) {
      return new MapSelection(EnumSet.of(MapView.MAP), Optional.of(channels));
    }

    boolean includes(int channel) {
      return channels.isEmpty() || channels.get().get(channel);
    }
  }

  /** Why reports of channels were requested. */
  public sealed interface Purpose {

    /**
     * A look of the schedule.
     *
     * @param start when it began, by {@link System#nanoTime}
     */
    record ScheduledLook(long start) implements Purpose {}

    /** A block boundary that is no look, at which the run pauses or ends. */
    record Boundary() implements Purpose {}

    record Restored() implements Purpose {}

    /** The study has ended; its maps do not change any more. */
    record End() implements Purpose {}

    /** The results are written. */
    record Results(Checkpoint checkpoint) implements Purpose {}

    record Maps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo) implements Purpose {}

    record Frame(ActorRef<StudySnapshot> replyTo) implements Purpose {}
  }
}
