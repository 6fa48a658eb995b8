package org.revcor.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.io.function.Uncheck;
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
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.StoppingDecision;
import org.revcor.estimate.Tally;
import org.revcor.file.CheckpointWriter;
import org.revcor.study.plan.LocalLanes.SystemTermination;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.LookFiles;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyIdentity;
import org.revcor.study.run.Accumulators;
import org.revcor.study.run.ChannelReports;
import org.revcor.study.run.ChannelReports.Occasion;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudyStatus;

/**
 * Times each part of what a run does with the sums of blocks: the fan-out to the accumulators, a
 * look and a checkpoint. Uses the accumulators of a run.
 */
final class BookkeepingTimer implements AutoCloseable {
  /** Blocks folded before timing starts. */
  private static final int WARM_UP_BLOCKS = 4;

  /**
   * The cost of repeated executions.
   *
   * @param times number of executions
   * @param seconds total wall time
   * @param processorSeconds processor time of the whole process meanwhile
   */
  record Repeats(long times, double seconds, double processorSeconds) {
    /** Returns the wall time of one execution, in microseconds. */
    double micros() {
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

  BookkeepingTimer(PreparedStudy study, RunDirectory directory, List<Tally> tallies) {
    this.study = study;
    this.directory = directory;
    this.tallies = List.copyOf(tallies);
  }

  /** Times sending blocks to all accumulators, batched as in a run, until they are absorbed. */
  Repeats fanOut(Duration atLeast) {
    return repeat(Part.FAN_OUT, atLeast);
  }

  /** Times evaluating all maps and adding a look to the history. */
  Repeats look(Duration atLeast) {
    return repeat(Part.LOOK, atLeast);
  }

  /** Times writing all sums and syncing the file. */
  Repeats checkpoint(Duration atLeast) {
    return repeat(Part.CHECKPOINT, atLeast);
  }

  private Repeats repeat(Part part, Duration atLeast) {
    CompletableFuture<Repeats> done = new CompletableFuture<>();
    Uncheck.run(
        () ->
            directory.prepare(
                Resumption.ofNew(study), StudyStatus.ofNew("bench", study, null).view()));
    Behavior<StudyRun.Command> loop =
        Behaviors.setup(
            context ->
                new Loop(context, study, directory, tallies, part, atLeast.toNanos(), done)
                    .begin());
    Props props = DispatcherSelector.blocking();
    system.tell(
        new SpawnProtocol.Spawn<>(loop, part.name(), props, system.<Object>ignoreRef().narrow()));
    return done.join();
  }

  /** Terminates the actors. */
  @Override
  public void close() {
    SystemTermination.of(system);
  }

  /** Replaces a run: repeats one part, each time after the previous execution is done. */
  private static final class Loop extends AbstractBehavior<StudyRun.Command> {
    private final OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final PreparedStudy study;
    private final RunDirectory directory;
    private final LookFiles looks;
    private final Accumulators accumulators;
    private final StoppingDecision decision;
    private final List<Tally> tallies;
    private final Part part;
    private final long atLeast;
    private final CompletableFuture<Repeats> done;
    private @Nullable CheckpointWriter checkpoint;
    private int blocks;
    private boolean isWaiting;
    private long times;
    private long startNanos;
    private long processor;

    Loop(
        ActorContext<StudyRun.Command> context,
        PreparedStudy study,
        RunDirectory directory,
        List<Tally> tallies,
        Part part,
        long atLeast,
        CompletableFuture<Repeats> done) {
      super(context);
      this.study = study;
      this.directory = directory;
      this.looks = directory.lookFiles(Optional.empty());
      this.accumulators = new Accumulators(context, study, new StudyRun.Stop());
      this.decision = new StoppingDecision(study.specification().stop(), study.mapValues());
      this.tallies = tallies;
      this.part = part;
      this.atLeast = atLeast;
      this.done = done;
    }

    Behavior<StudyRun.Command> begin() {
      absorb();
      return this;
    }

    /** Sends blocks until the accumulators cannot take another one, or no more are needed. */
    private void absorb() {
      do {
        isWaiting = !accumulators.absorb(tallies.get(blocks % tallies.size()));
      } while (!isWaiting && onBlock());
    }

    /** Counts a block and returns whether another one is needed. */
    private boolean onBlock() {
      blocks++;
      if (blocks == WARM_UP_BLOCKS) {
        accumulators.report(Set.of(), new Occasion.Boundary());
      }
      return blocks < WARM_UP_BLOCKS || (blocks > WARM_UP_BLOCKS && count());
    }

    private void onAbsorbed() {
      boolean isDone = accumulators.onAbsorbed();
      if (isWaiting && isDone) {
        isWaiting = false;
        if (onBlock()) {
          absorb();
        }
      }
    }

    private void runPart() throws IOException {
      switch (part) {
        case FAN_OUT -> absorb();
        case LOOK -> accumulators.report(Set.of(), new Occasion.ScheduledLook(System.nanoTime()));
        case CHECKPOINT -> {
          CheckpointHeader header =
              new CheckpointHeader(
                  StudyIdentity.of(study), blocks, accumulators.trials(), decision.met(), 0);
          checkpoint = directory.checkpoint(header, accumulators.parts());
          accumulators.save(checkpoint);
        }
      }
    }

    /** Counts an execution of the part and returns whether another one is needed. */
    private boolean count() {
      times++;
      long nanos = System.nanoTime() - startNanos;
      if (nanos < atLeast) {
        return true;
      }
      done.complete(
          new Repeats(times, nanos / 1e9, (process.getProcessCpuTime() - processor) / 1e9));
      return false;
    }

    private void onReported(StudyRun.Reported reported) throws IOException {
      ChannelReports reports = reported.reports();
      if (reported.occasion() instanceof Occasion.ScheduledLook) {
        MapEvaluation look = decision.look(reports.trials(), reports.statistics());
        looks.add(look, study.channels(), 0, new double[0]);
        if (count()) {
          runPart();
        }
      } else {
        startNanos = System.nanoTime();
        processor = process.getProcessCpuTime();
        runPart();
      }
    }

    /** Commits a checkpoint as a run does. */
    private void onSaved(StudyRun.Saved saved) throws IOException {
      try (CheckpointWriter writer = Objects.requireNonNull(checkpoint)) {
        if (saved.problem().isPresent()) {
          throw new IOException(saved.problem().get());
        }
        looks.sync();
        writer.commit();
      }
      directory.deleteOldCheckpoints();
      if (count()) {
        runPart();
      }
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
      fail("the actors stopped unexpectedly; see the log");
      return this;
    }

    private Behavior<StudyRun.Command> onCommand(StudyRun.Command command) throws IOException {
      switch (command) {
        case StudyRun.Absorbed absorbed -> onAbsorbed();
        case StudyRun.Reported reported -> onReported(reported);
        case StudyRun.Saved saved -> onSaved(saved);
        default -> fail("an accumulator failed; see the log");
      }
      return done.isDone() ? Behaviors.stopped() : this;
    }
  }
}
