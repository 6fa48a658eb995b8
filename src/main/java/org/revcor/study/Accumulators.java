package org.revcor.study;

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
import org.revcor.checkpoint.Checkpoint;
import org.revcor.checkpoint.CheckpointWriter;
import org.revcor.checkpoint.UnreadableCheckpointException;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusMeans;
import org.revcor.estimate.StimulusProducts;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Whitening;

/**
 * The accumulators of one run, as its actor sees them: a block goes to all, a report comes from
 * all. Used by that actor alone.
 *
 * <p>Blocks gather until there are several, or somebody asks for a report. To wake every
 * accumulator for each block of a fast network would take more time than the sums do. Each takes
 * its messages in order, so a report asked for after a block is of that block's end, also while the
 * block is still being absorbed.
 */
final class Accumulators {
  /** More would pass more messages than they add sums, where blocks have rows of few channels. */
  private static final int MAX_ACTORS = 128;

  /** Blocks that are given on together. */
  private static final int MAX_BLOCKS = 8;

  /** Larger blocks are not held back, since memory is planned for those under way alone. */
  private static final long GATHERED_BYTES = 1 << 20;

  /**
   * What all accumulators said at one block boundary.
   *
   * @param trials trials folded
   * @param channels in the order of the channels
   */
  record Gathered(long trials, List<ChannelReport> channels) {}

  private static final class Reports {
    private final long trials;
    private final @Nullable ChannelReport[] channels;
    private final Consumer<Gathered> then;
    private int waiting;

    private Reports(long trials, int channels, Consumer<Gathered> then) {
      this.trials = trials;
      this.channels = new ChannelReport[channels];
      this.then = then;
      this.waiting = channels;
    }
  }

  private static final class Saving {
    private final Consumer<Optional<String>> then;
    private int waiting;
    private @Nullable String problem;

    private Saving(int waiting, Consumer<Optional<String>> then) {
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
  private final Map<Long, Reports> reports = new HashMap<>();
  private final Map<Long, Saving> saving = new HashMap<>();
  private final List<Tally> gathered = new ArrayList<>();
  private final int together;
  private long requests;
  private int absorbing;
  private @Nullable Runnable absorbed;

  /** Spawns them as children of the run, which hears {@code lost} if one ends. */
  Accumulators(ActorContext<StudyRun.Command> context, PreparedStudy study, StudyRun.Command lost) {
    this.run = context.getSelf();
    this.channels = study.channels().size();
    this.sums = new StimulusSums(study.values());
    this.products = study.products();
    this.together = Math.clamp(GATHERED_BYTES / Capacity.tally(study), 1, MAX_BLOCKS);
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

  /** Trials folded, those of blocks that are yet to be absorbed included. */
  long trials() {
    return sums.trials();
  }

  /**
   * Gives a block to all. {@code then} runs when they can take another: at once while blocks
   * gather, or else when all that were given have been absorbed.
   */
  void absorb(Tally tally, Runnable then) {
    sums.add(tally);
    products.ifPresent(each -> each.add(tally));
    gathered.add(tally);
    if (gathered.size() < together) {
      then.run();
    } else {
      absorbed = then;
      giveOn();
    }
  }

  private void giveOn() {
    if (!gathered.isEmpty()) {
      var absorb = new Accumulator.Absorb(new Absorption(gathered, actors.size(), run));
      gathered.clear();
      absorbing++;
      actors.forEach(actor -> actor.tell(absorb));
    }
  }

  void onAbsorbed() {
    absorbing--;
    Runnable then = absorbed;
    if (absorbing == 0 && then != null) {
      absorbed = null;
      then.run();
    }
  }

  /** Asks for statistics and views of all channels. */
  void report(Set<MapView> views, Consumer<Gathered> then) {
    report(MapSelection.ofAll(views), sums.means(), true, then);
  }

  /**
   * Asks for the same for people to look at: whitened maps may have the covariance of the last
   * {@link #report}, since to invert it takes longer than a frame.
   */
  void sketch(MapSelection wanted, Consumer<Gathered> then) {
    report(wanted, sums.means(), false, then);
  }

  private void report(MapSelection wanted, StimulusMeans means, boolean exact, Consumer<Gathered> then) {
    giveOn();
    long request = ++requests;
    reports.put(request, new Reports(sums.trials(), channels, then));
    var report = new Accumulator.Report(request, whitened(means, exact), wanted, run);
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
    return means.with(whitening);
  }

  void onReported(StudyRun.Reported reported) {
    Reports gathering = reports.get(reported.request());
    if (gathering == null) {
      return;
    }
    for (ChannelReport channel : reported.channels()) {
      gathering.channels[channel.channel()] = channel;
      gathering.waiting--;
    }
    if (gathering.waiting == 0) {
      reports.remove(reported.request());
      List<ChannelReport> complete = new ArrayList<>(channels);
      for (ChannelReport channel : gathering.channels) {
        complete.add(Objects.requireNonNull(channel));
      }
      gathering.then.accept(new Gathered(gathering.trials, complete));
    }
  }

  /** Number of parts of a checkpoint. */
  int parts() {
    return CheckpointParts.of(channels);
  }

  /**
   * Has all sums of this block boundary written, each by who holds it.
   *
   * @param then hears when they are, or what went wrong
   */
  void save(CheckpointWriter writer, Consumer<Optional<String>> then) {
    giveOn();
    Saving each = new Saving(actors.size(), then);
    try {
      writer.write(CheckpointParts.STIMULI, sums.state());
      writer.write(
          CheckpointParts.PRODUCTS,
          products.map(StimulusProducts::state).orElseGet(() -> new double[0]));
    } catch (IOException e) {
      each.problem = String.valueOf(e.getMessage());
    }
    long request = ++requests;
    saving.put(request, each);
    actors.forEach(actor -> actor.tell(new Accumulator.Save(request, writer, run)));
  }

  void onSaved(StudyRun.Saved saved) {
    Saving each = saving.get(saved.request());
    if (each == null) {
      return;
    }
    if (saved.problem() != null) {
      each.problem = saved.problem();
    }
    each.waiting--;
    if (each.waiting == 0) {
      saving.remove(saved.request());
      each.then.accept(Optional.ofNullable(each.problem));
    }
  }

  /**
   * Goes on from a checkpoint; before any block.
   *
   * @throws UnreadableCheckpointException if it has changed since it was found to be whole
   */
  void restore(Checkpoint from) throws UnreadableCheckpointException {
    sums.restore(from.part(CheckpointParts.STIMULI));
    if (products.isPresent()) {
      products.get().restore(from.part(CheckpointParts.PRODUCTS));
    }
    actors.forEach(actor -> actor.tell(new Accumulator.Restore(from)));
  }
}
