package org.revcor.study.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusMeans;
import org.revcor.estimate.StimulusProducts;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Whitening;
import org.revcor.file.Checkpoint;
import org.revcor.file.CheckpointWriter;
import org.revcor.file.UnreadableCheckpointException;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointParts;

/**
 * The accumulators of one run: blocks are sent to all, reports and checkpoints are collected from
 * all. Used only by the run's actor.
 *
 * <p>Blocks are batched until there are several or a report is requested. Waking every accumulator
 * for each block of a fast network would take more time than the sums. Each accumulator handles
 * messages in order, so a report requested after a block includes it even while it is still being
 * absorbed.
 */
final class Accumulators {
  /** With more, messages take longer than sums where blocks have rows of few channels. */
  private static final int MAX_ACTORS = 128;

  /** Maximum number of blocks sent together. */
  private static final int MAX_BATCH_BLOCKS = 8;

  /** Larger blocks are sent at once, since memory is planned for blocks in flight only. */
  private static final long MAX_BATCH_BYTES = 1 << 20;

  /**
   * Reports of all channels at one block boundary.
   *
   * @param trials trials folded
   * @param channels in the order of the channels
   */
  record ChannelReports(long trials, List<ChannelReport> channels) {}

  private static final class PendingReport {
    private final long trials;
    private final @Nullable ChannelReport[] channels;
    private final Consumer<ChannelReports> then;
    private int waiting;

    private PendingReport(long trials, int channels, Consumer<ChannelReports> then) {
      this.trials = trials;
      this.channels = new ChannelReport[channels];
      this.then = then;
      this.waiting = channels;
    }
  }

  private static final class PendingSave {
    private final Consumer<Optional<String>> then;
    private int waiting;
    private @Nullable String problem;

    private PendingSave(int waiting, Consumer<Optional<String>> then) {
      this.waiting = waiting;
      this.then = then;
    }
  }

  private final ActorRef<StudyRun.Command> run;
  private final int channels;
  private final StimulusSums sums;
  private final Optional<StimulusProducts> products;
  private @Nullable Whitening whitening;
  private long whitenedAt;
  private final List<ActorRef<Accumulator.Command>> actors = new ArrayList<>();
  private final Map<Long, PendingReport> pendingReports = new HashMap<>();
  private final Map<Long, PendingSave> pendingSaves = new HashMap<>();
  private final List<Tally> batch = new ArrayList<>();
  private final int batchBlocks;
  private long requests;
  private int absorbing;
  private @Nullable Runnable afterAbsorption;

  /** Spawns the accumulators as children of the run, which receives {@code lost} if one stops. */
  Accumulators(ActorContext<StudyRun.Command> context, PreparedStudy study, StudyRun.Command lost) {
    this.run = context.getSelf();
    this.channels = study.channels().size();
    this.sums = new StimulusSums(study.values());
    this.products = study.products();
    this.batchBlocks =
        Math.clamp(MAX_BATCH_BYTES / Capacity.tallyBytes(study), 1, MAX_BATCH_BLOCKS);
    int each = Math.ceilDiv(channels, MAX_ACTORS);
    for (int first = 0; first < channels; first += each) {
      ActorRef<Accumulator.Command> actor =
          context.spawn(
              Accumulator.create(first, Math.min(each, channels - first), study),
              "channels-" + first);
      context.watchWith(actor, lost);
      actors.add(actor);
    }
  }

  /** Returns the trials folded, including blocks that are not yet absorbed. */
  long trials() {
    return sums.trials();
  }

  /**
   * Sends a block to all accumulators. {@code then} runs when they can take another one: at once
   * while blocks are batched, otherwise when all blocks sent have been absorbed.
   */
  void absorb(Tally tally, Runnable then) {
    sums.add(tally);
    products.ifPresent(each -> each.add(tally));
    batch.add(tally);
    if (batch.size() < batchBlocks) {
      then.run();
    } else {
      afterAbsorption = then;
      sendBatch();
    }
  }

  private void sendBatch() {
    if (!batch.isEmpty()) {
      var absorb = new Accumulator.Absorb(new Absorption(batch, actors.size(), run));
      batch.clear();
      absorbing++;
      actors.forEach(actor -> actor.tell(absorb));
    }
  }

  void onAbsorbed() {
    absorbing--;
    Runnable then = afterAbsorption;
    if (absorbing == 0 && then != null) {
      afterAbsorption = null;
      then.run();
    }
  }

  /** Requests statistics and the given views of all channels. */
  void report(Set<MapView> views, Consumer<ChannelReports> then) {
    report(MapSelection.ofAll(views), sums.means(), true, then);
  }

  /**
   * Requests statistics and the selected views for display. Whitened maps may use the covariance of
   * the last {@link #report}, since inverting it takes longer than a frame.
   */
  void snapshot(MapSelection selection, Consumer<ChannelReports> then) {
    report(selection, sums.means(), false, then);
  }

  private void report(
      MapSelection selection, StimulusMeans means, boolean exact, Consumer<ChannelReports> then) {
    sendBatch();
    long request = ++requests;
    pendingReports.put(request, new PendingReport(sums.trials(), channels, then));
    var report = new Accumulator.Report(request, whitened(means, exact), selection, run);
    actors.forEach(actor -> actor.tell(report));
  }

  private StimulusMeans whitened(StimulusMeans means, boolean exact) {
    if (products.isEmpty()) {
      return means;
    }
    if (whitening == null || (exact && whitenedAt != means.trials())) {
      whitening = products.get().whitening(means);
      whitenedAt = means.trials();
    }
    return means.withWhitening(whitening);
  }

  void onReported(StudyRun.Reported reported) {
    PendingReport pending = pendingReports.get(reported.request());
    if (pending == null) {
      return;
    }
    for (ChannelReport channel : reported.channels()) {
      pending.channels[channel.channel()] = channel;
      pending.waiting--;
    }
    if (pending.waiting == 0) {
      pendingReports.remove(reported.request());
      List<ChannelReport> complete = new ArrayList<>(channels);
      for (ChannelReport channel : pending.channels) {
        complete.add(Objects.requireNonNull(channel));
      }
      pending.then.accept(new ChannelReports(pending.trials, complete));
    }
  }

  /** Returns the number of parts of a checkpoint. */
  int parts() {
    return CheckpointParts.of(channels);
  }

  /**
   * Writes all sums of this block boundary; each accumulator writes its own.
   *
   * @param then receives the problem, or nothing on success
   */
  void save(CheckpointWriter writer, Consumer<Optional<String>> then) {
    sendBatch();
    PendingSave each = new PendingSave(actors.size(), then);
    try {
      writer.write(CheckpointParts.STIMULI, sums.state());
      writer.write(
          CheckpointParts.PRODUCTS,
          products.map(StimulusProducts::state).orElseGet(() -> new double[0]));
    } catch (IOException e) {
      each.problem = String.valueOf(e.getMessage());
    }
    long request = ++requests;
    pendingSaves.put(request, each);
    actors.forEach(actor -> actor.tell(new Accumulator.Save(request, writer, run)));
  }

  void onSaved(StudyRun.Saved saved) {
    PendingSave each = pendingSaves.get(saved.request());
    if (each == null) {
      return;
    }
    if (saved.problem() != null) {
      each.problem = saved.problem();
    }
    each.waiting--;
    if (each.waiting == 0) {
      pendingSaves.remove(saved.request());
      each.then.accept(Optional.ofNullable(each.problem));
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
