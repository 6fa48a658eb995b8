package org.revcor.study;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.revcor.estimate.Evidence;
import org.revcor.estimate.Tally;

/**
 * What a run does with the sums of blocks, each part to be timed alone: fanning blocks out to the
 * accumulators, a look at all of them, a checkpoint. The actors are those of a run.
 */
public final class Bookkeeping implements AutoCloseable {
  /** Blocks that are folded before anything is timed. */
  private static final int BLOCKS_BEFORE = 4;

  /**
   * How often something was done.
   *
   * @param seconds wall time of all times together
   * @param processorSeconds processor time of the whole process meanwhile
   */
  public record Repeats(long times, double seconds, double processorSeconds) {
    /** Wall time of one, in microseconds. */
    public double micros() {
      return 1e6 * seconds / times;
    }
  }

  private enum Part {
    FAN_OUT,
    LOOK,
    CHECKPOINT
  }

  private final PreparedStudy study;
  private final RunDirectory directory;
  private final List<Tally> tallies;
  private final ActorSystem<SpawnProtocol.Command> system =
      ActorSystem.create(SpawnProtocol.create(), "revcor");

  Bookkeeping(PreparedStudy study, RunDirectory directory, List<Tally> tallies) {
    this.study = study;
    this.directory = directory;
    this.tallies = List.copyOf(tallies);
  }

  /** Giving blocks to all accumulators, as many together as a run does, and waiting for them. */
  public Repeats fanOut(Duration atLeast) {
    return repeat(Part.FAN_OUT, atLeast);
  }

  /** Judging all maps, and adding to the history. */
  public Repeats look(Duration atLeast) {
    return repeat(Part.LOOK, atLeast);
  }

  /** Writing all sums, and syncing the file. */
  public Repeats checkpoint(Duration atLeast) {
    return repeat(Part.CHECKPOINT, atLeast);
  }

  private Repeats repeat(Part part, Duration atLeast) {
    CompletableFuture<Repeats> done = new CompletableFuture<>();
    StudyStatus status = new StudyStatus("bench", study);
    try {
      directory.begin(Resumption.anew(study), status.view());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Behavior<StudyRun.Command> loop =
        Behaviors.setup(
            context ->
                new Loop(context, status, directory, tallies, part, atLeast.toNanos(), done)
                    .begin());
    Props props = DispatcherSelector.blocking();
    system.tell(
        new SpawnProtocol.Spawn<>(loop, part.name(), props, system.<Object>ignoreRef().narrow()));
    return done.join();
  }

  /** Ends the actors. */
  @Override
  public void close() {
    Termination.of(system);
  }

  /** In the place of a run: repeats one part, each time when the one before is done. */
  private static final class Loop extends AbstractBehavior<StudyRun.Command> {
    private final OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final StudyStatus status;
    private final StudyIdentity identity;
    private final RunRecorder recorder;
    private final Accumulators accumulators;
    private final Checkpoints checkpoints;
    private final Evidence evidence;
    private final List<Tally> tallies;
    private final Part part;
    private final long atLeast;
    private final CompletableFuture<Repeats> done;
    private int blocks;
    private long times;
    private long start;
    private long processor;

    Loop(
        ActorContext<StudyRun.Command> context,
        StudyStatus status,
        RunDirectory directory,
        List<Tally> tallies,
        Part part,
        long atLeast,
        CompletableFuture<Repeats> done) {
      super(context);
      PreparedStudy study = status.study();
      this.status = status;
      this.identity = StudyIdentity.of(study);
      this.recorder = new RunRecorder(directory, status, Optional.empty());
      this.accumulators = new Accumulators(context, study, new StudyRun.Stop());
      this.checkpoints =
          new Checkpoints(
              context,
              accumulators,
              recorder,
              status,
              Duration.ZERO,
              context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
      this.evidence = new Evidence(study.specification().stop(), study.mapValues());
      this.tallies = tallies;
      this.part = part;
      this.atLeast = atLeast;
      this.done = done;
    }

    Behavior<StudyRun.Command> begin() {
      status.run();
      before();
      return this;
    }

    private void before() {
      if (blocks < BLOCKS_BEFORE) {
        absorb(this::before);
      } else {
        accumulators.report(
            Set.of(),
            gathered -> {
              start = System.nanoTime();
              processor = process.getProcessCpuTime();
              once();
            });
      }
    }

    private void once() {
      switch (part) {
        case FAN_OUT -> absorb(this::again);
        case LOOK -> look(this::again);
        case CHECKPOINT -> checkpoint(this::again);
      }
    }

    private void again() {
      times++;
      long nanos = System.nanoTime() - start;
      if (nanos < atLeast) {
        once();
      } else {
        done.complete(
            new Repeats(times, nanos / 1e9, (process.getProcessCpuTime() - processor) / 1e9));
      }
    }

    private void absorb(Runnable then) {
      Tally tally = tallies.get(blocks % tallies.size());
      accumulators.absorb(
          tally,
          () -> {
            blocks++;
            then.run();
          });
    }

    private void look(Runnable then) {
      accumulators.report(
          recorder.viewsAtLooks(),
          gathered -> {
            var look =
                evidence.look(
                    gathered.trials(),
                    gathered.channels().stream().map(ChannelReport::statistics).toList());
            status.looked(look);
            recorder.look(look, gathered);
            then.run();
          });
    }

    private void checkpoint(Runnable then) {
      Consumer<Boolean> next =
          written -> {
            if (written) {
              then.run();
            } else {
              fail("a checkpoint cannot be written");
            }
          };
      checkpoints.take(
          new CheckpointHeader(
              identity, blocks, accumulators.trials(), evidence.met(), status.seconds()),
          next);
    }

    private void fail(String why) {
      done.completeExceptionally(new IllegalStateException(why));
    }

    @Override
    public Receive<StudyRun.Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(StudyRun.Command.class, this::onCommand)
          .onSignal(PostStop.class, signal -> onStop())
          .build();
    }

    private Behavior<StudyRun.Command> onStop() {
      fail("the actors broke off; the log tells why");
      return this;
    }

    private Behavior<StudyRun.Command> onCommand(StudyRun.Command command) {
      switch (command) {
        case StudyRun.Absorbed absorbed -> accumulators.onAbsorbed();
        case StudyRun.Reported reported -> accumulators.onReported(reported);
        case StudyRun.Saved saved -> accumulators.onSaved(saved);
        case StudyRun.Committed committed -> checkpoints.onCommitted(committed);
        default -> fail("an accumulator broke off; the log tells why");
      }
      return done.isDone() ? Behaviors.stopped() : this;
    }
  }
}
