package org.revcor.study.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Tally;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.file.CheckpointWriter;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader.CheckpointParts;
import org.revcor.study.run.Accumulator.PendingBlocks;
import org.revcor.study.run.ChannelReports.ChannelReport;
import org.revcor.study.run.ChannelReports.MapSelection;
import org.revcor.study.run.ChannelReports.Occasion;

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
  public void report(Set<MapView> views, Occasion occasion) {
    report(MapSelection.ofAll(views), true, occasion);
  }

  /**
   * Requests statistics and views of the selected channels for display. Whitened maps may use the
   * covariance of the last {@link #report}, since inverting it takes longer than a frame.
   */
  void snapshot(MapSelection selection, Occasion occasion) {
    report(selection, false, occasion);
  }

  private void report(MapSelection selection, boolean exact, Occasion occasion) {
    sendBatch();
    long trials = sums.trials();
    ActorRef<List<ChannelReport>> replies =
        aggregation(
            reports ->
                new StudyRun.Reported(
                    occasion,
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
}
