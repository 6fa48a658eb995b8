package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Workspace;
import org.revcor.estimate.covariance.AxisMoments;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.file.CheckpointWriter;
import org.revcor.study.plan.PreparedCovariance;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader.CheckpointParts;
import org.revcor.study.run.ChannelReports.ChannelReport;
import org.revcor.study.run.ChannelReports.MapSelection;

/**
 * Owns the moments of one channel, or of a range of channels where there are many.
 *
 * <p>It handles messages in order. A report requested between two blocks is therefore of that block
 * boundary, whatever the other accumulators have processed.
 */
final class Accumulator {

  sealed interface Command {}

  record Absorb(PendingBlocks blocks) implements Command {}

  record Report(StimulusMeans means, MapSelection selection, ActorRef<List<ChannelReport>> replyTo)
      implements Command {}

  record Restore(Checkpoint from) implements Command {}

  /** Writes the moments of all channels; the reply is the problem, or empty on success. */
  record Save(CheckpointWriter writer, ActorRef<Optional<String>> replyTo) implements Command {}

  static Behavior<Command> create(int first, int channels, PreparedStudy study) {
    return Behaviors.setup(
        context -> Behaviors.receiveMessage(new Accumulator(first, channels, study)::onCommand));
  }

  private final int first;
  private final float[] blank;
  private final List<ChannelMoments> moments = new ArrayList<>();
  private final List<Covaried> covaried = new ArrayList<>();

  /** A channel whose covariance is requested. */
  private record Covaried(int index, int position, AxisMoments moments) {}

  private Accumulator(int first, int channels, PreparedStudy study) {
    this.first = first;
    this.blank = new float[study.mapValues()];
    Arrays.fill(blank, Float.NaN);
    Workspace workspace = new Workspace();
    for (int i = 0; i < channels; i++) {
      moments.add(study.moments(first + i, workspace));
    }
    study.covariance().ifPresent(requested -> addCovaried(requested, channels, study.mapValues()));
  }

  private void addCovaried(PreparedCovariance requested, int channels, int values) {
    for (int position = 0; position < requested.channels().size(); position++) {
      int index = requested.channels().get(position) - first;
      if (index >= 0 && index < channels) {
        covaried.add(new Covaried(index, position, requested.moments(values)));
      }
    }
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Absorb absorb -> onAbsorb(absorb);
      case Report report -> onReport(report);
      case Restore restore -> onRestore(restore);
      case Save save -> onSave(save);
    }
    return Behaviors.same();
  }

  private void onAbsorb(Absorb absorb) {
    for (Tally tally : absorb.blocks().tallies()) {
      for (int i = 0; i < moments.size(); i++) {
        moments.get(i).add(tally, first + i);
      }
      for (Covaried channel : covaried) {
        channel.moments().add(tally, first + channel.index(), channel.position());
      }
    }
    absorb.blocks().absorbed();
  }

  private void onRestore(Restore restore) {
    try {
      for (int i = 0; i < moments.size(); i++) {
        moments.get(i).restore(restore.from().part(CheckpointParts.moments(first + i)));
      }
      for (Covaried channel : covaried) {
        channel
            .moments()
            .restore(restore.from().part(CheckpointParts.covariance(first + channel.index())));
      }
    } catch (UnreadableCheckpointException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes one channel at a time, so that memory never holds a second copy of all of them. */
  private void onSave(Save save) {
    Optional<String> problem = Optional.empty();
    try {
      for (int i = 0; i < moments.size(); i++) {
        save.writer().write(CheckpointParts.moments(first + i), moments.get(i).state());
        save.writer().write(CheckpointParts.covariance(first + i), covariance(i));
      }
    } catch (IOException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    save.replyTo().tell(problem);
  }

  private double[] covariance(int index) {
    return covaried.stream()
        .filter(channel -> channel.index() == index)
        .findFirst()
        .map(channel -> channel.moments().state())
        .orElseGet(() -> new double[0]);
  }

  private void onReport(Report report) {
    List<ChannelReport> channels = new ArrayList<>();
    for (int i = 0; i < moments.size(); i++) {
      channels.add(
          report.selection().includes(first + i)
              ? new ChannelReport(
                  first + i,
                  moments.get(i).statistics(report.means()),
                  views(moments.get(i), report))
              : new ChannelReport(first + i, ChannelStatistics.NONE, Map.of()));
    }
    report.replyTo().tell(channels);
  }

  /** Blank channels share one array: of a thousand classes most are blank. */
  private Map<MapView, float[]> views(ChannelMoments channel, Report report) {
    Map<MapView, float[]> views = new EnumMap<>(MapView.class);
    for (MapView view : report.selection().views()) {
      views.put(view, channel.isBlank() ? blank : channel.view(view, report.means()));
    }
    return views;
  }

  /**
   * Blocks that the accumulators are absorbing. The last accumulator to finish notifies the run: a
   * reply from each would be as many messages as there are accumulators.
   */
  static final class PendingBlocks {
    private final List<Tally> tallies;
    private final AtomicInteger left;
    private final ActorRef<StudyRun.Command> run;

    PendingBlocks(List<Tally> tallies, int accumulators, ActorRef<StudyRun.Command> run) {
      this.tallies = List.copyOf(tallies);
      this.left = new AtomicInteger(accumulators);
      this.run = run;
    }

    List<Tally> tallies() {
      return tallies;
    }

    void absorbed() {
      if (left.decrementAndGet() == 0) {
        run.tell(new StudyRun.Absorbed());
      }
    }
  }
}
