package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Workspace;
import org.revcor.estimate.covariance.AxisMoments;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.file.CheckpointWriter;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedCovariance;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader.CheckpointParts;
import org.revcor.study.run.Accumulators.Accumulator.PendingBlocks;
import org.revcor.study.run.ChannelReports.ChannelReport;
import org.revcor.study.run.ChannelReports.MapSelection;
import org.revcor.study.run.ChannelReports.Purpose;

/**
 * The accumulators of one run: blocks are sent to all, reports and checkpoints are collected from
 * all. Used only by the run's actor.
 *
 * <p>Blocks are batched until there are several or a report is requested. Waking every accumulator
 * for each block of a fast network would take more time than the sums. Each accumulator handles
 * messages in order, so a report requested after a block includes it even while it is still being
 * absorbed.
 */
public final class Accumulators {
  /** With more, messages take longer than sums where blocks have rows of few channels. */
  private static final int MAX_ACTORS = 128;

  private static final int MAX_BATCH_BLOCKS = 8;

  /** Larger blocks are sent at once, since memory is planned for blocks in flight only. */
  private static final long MAX_BATCH_BYTES = 1 << 20;

  private final ActorContext<StudyRun.Command> context;
  private final ActorRef<StudyRun.Command> run;
  private final int channels;
  private final StimulusSums sums;
  private final Optional<CommonProducts> products;
  private @Nullable StimulusMeans completed;
  private final List<ActorRef<Accumulator.Command>> actors = new ArrayList<>();
  private final List<Tally> batch = new ArrayList<>();
  private final int batchBlocks;

  /** Batches sent and not yet absorbed; also those that a report sends between two blocks. */
  private int batchesInFlight;

  /** Spawns the accumulators as children of the run, which receives {@code lost} if one stops. */
  public Accumulators(
      ActorContext<StudyRun.Command> context, PreparedStudy study, StudyRun.Command lost) {
    this.context = context;
    this.run = context.getSelf();
    this.channels = study.channels().size();
    this.sums = new StimulusSums(study.sizes().stimulusSums());
    this.products = study.products();
    this.batchBlocks =
        Math.clamp(MAX_BATCH_BYTES / Capacity.tallyBytes(study), 1, MAX_BATCH_BLOCKS);
    int each = Math.ceilDiv(channels, MAX_ACTORS);
    for (int first = 0; first < channels; first += each) {
      ActorRef<Accumulator.Command> actor =
          context.spawn(
              Accumulator.create(first, Math.min(each, channels - first), study),
              "channels-" + first,
              DispatcherSelector.fromConfig("revcor.accumulator-dispatcher"));
      context.watchWith(actor, lost);
      actors.add(actor);
    }
  }

  /** Returns the trials folded, including blocks that are not yet absorbed. */
  public long trials() {
    return sums.trials();
  }

  /**
   * Sends a block to all accumulators, at once or together with the next ones.
   *
   * @return whether they can take another one; otherwise {@link StudyRun.Absorbed} follows
   */
  public boolean absorb(Tally tally) {
    sums.add(tally);
    products.ifPresent(each -> each.add(tally));
    batch.add(tally);
    if (batch.size() < batchBlocks) {
      return true;
    }
    sendBatch();
    return false;
  }

  private void sendBatch() {
    if (!batch.isEmpty()) {
      var absorb = new Accumulator.Absorb(new PendingBlocks(batch, actors.size(), run));
      batch.clear();
      batchesInFlight++;
      actors.forEach(actor -> actor.tell(absorb));
    }
  }

  public boolean onAbsorbed() {
    return --batchesInFlight == 0;
  }

  /**
   * Requests statistics and the given views of all channels, which {@link StudyRun.Reported} has.
   */
  public void report(Set<MapView> views, Purpose purpose) {
    report(MapSelection.ofAll(views), true, purpose);
  }

  /**
   * Requests statistics and views of the selected channels for display. Whitened maps may use the
   * covariance of the last {@link #report}, since inverting it takes longer than a frame.
   */
  void snapshot(MapSelection selection, Purpose purpose) {
    report(selection, false, purpose);
  }

  private void report(MapSelection selection, boolean exact, Purpose purpose) {
    sendBatch();
    long trials = sums.trials();
    ActorRef<List<ChannelReport>> replies =
        aggregation(
            reports ->
                new StudyRun.Reported(
                    purpose,
                    new ChannelReports(trials, reports.stream().flatMap(List::stream).toList())));
    var report = new Accumulator.Report(completed(sums.means(), exact), selection, replies);
    actors.forEach(actor -> actor.tell(report));
  }

  /**
   * Starts an actor that collects one reply of each accumulator, sends them as one message, stops.
   */
  private <R> ActorRef<R> aggregation(Function<List<R>, StudyRun.Command> message) {
    List<R> replies = new ArrayList<>();
    return context.spawnAnonymous(
        Behaviors.receiveMessage(
            reply -> {
              replies.add(reply);
              if (replies.size() < actors.size()) {
                return Behaviors.same();
              }
              run.tell(message.apply(replies));
              return Behaviors.stopped();
            }));
  }

  private StimulusMeans completed(StimulusMeans means, boolean exact) {
    if (products.isEmpty()) {
      return means;
    }
    boolean lags = completed == null || completed.trials() != means.trials();
    if (completed == null || (lags && (exact || !products.get().mayLag()))) {
      completed = products.get().complete(means);
    }
    return means.withProductsOf(completed);
  }

  public int parts() {
    return CheckpointParts.of(channels);
  }

  /**
   * Writes all sums of this block boundary; each accumulator writes its own. {@link StudyRun.Saved}
   * follows.
   */
  public void save(CheckpointWriter writer) {
    sendBatch();
    Optional<String> problem = writeStimuli(writer);
    ActorRef<Optional<String>> replies =
        aggregation(
            parts ->
                new StudyRun.Saved(
                    Stream.concat(problem.stream(), parts.stream().flatMap(Optional::stream))
                        .findFirst()));
    actors.forEach(actor -> actor.tell(new Accumulator.Save(writer, replies)));
  }

  private Optional<String> writeStimuli(CheckpointWriter writer) {
    try {
      writer.write(CheckpointParts.STIMULI, sums.state());
      writer.write(
          CheckpointParts.PRODUCTS,
          products.map(CommonProducts::state).orElseGet(() -> new double[0]));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Restores the sums of a checkpoint; called before any block.
   *
   * @throws UnreadableCheckpointException if the file has changed since it was verified
   */
  void restore(Checkpoint from) throws UnreadableCheckpointException {
    sums.restore(from.part(CheckpointParts.STIMULI));
    if (products.isPresent()) {
      products.get().restore(from.part(CheckpointParts.PRODUCTS));
    }
    actors.forEach(actor -> actor.tell(new Accumulator.Restore(from)));
  }

  /**
   * Owns the moments of one channel, or of a range of channels where there are many.
   *
   * <p>It handles messages in order. A report requested between two blocks is therefore of that
   * block boundary, whatever the other accumulators have processed.
   */
  static final class Accumulator {

    sealed interface Command {}

    record Absorb(PendingBlocks blocks) implements Command {}

    record Report(
        StimulusMeans means, MapSelection selection, ActorRef<List<ChannelReport>> replyTo)
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
    private final List<SearchedChannel> searched = new ArrayList<>();

    /** A channel whose covariance is requested. */
    private record SearchedChannel(int index, int position, AxisMoments moments) {}

    private Accumulator(int first, int channels, PreparedStudy study) {
      this.first = first;
      this.blank = new float[study.mapValues()];
      Arrays.fill(blank, Float.NaN);
      Workspace workspace = new Workspace();
      for (int i = 0; i < channels; i++) {
        moments.add(study.moments(first + i, workspace));
      }
      study
          .covariance()
          .ifPresent(requested -> addSearched(requested, channels, study.mapValues()));
    }

    private void addSearched(PreparedCovariance requested, int channels, int values) {
      for (int position = 0; position < requested.channels().size(); position++) {
        int index = requested.channels().get(position) - first;
        if (index >= 0 && index < channels) {
          searched.add(new SearchedChannel(index, position, requested.moments(values)));
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
        for (SearchedChannel channel : searched) {
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
        for (SearchedChannel channel : searched) {
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
      return searched.stream()
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
     * Blocks that the accumulators are absorbing. The last accumulator to finish notifies the run:
     * a reply from each would be as many messages as there are accumulators.
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
}
