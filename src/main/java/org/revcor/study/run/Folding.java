package org.revcor.study.run;

import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.typed.javadsl.ActorFlow;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.estimate.LookSchedule;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.StoppingDecision;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.Tally;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.Resumption;
import org.revcor.study.run.ChannelReports.Purpose;
import org.revcor.study.run.StudyRun.Command;

/**
 * A run until its last block: it folds the blocks of its stream, in order, into the accumulators.
 *
 * <pre>
 * folding ◄──────────► absorbing
 *                ▲ │                    │
 *                │ └─ look or request ──┤
 *                │                      ▼
 *                └────────────────── reporting ──► {@link Closing}
 * </pre>
 *
 * <p>A stop, a suspension or a failure takes effect at the next block boundary, after the maps have
 * been evaluated there.
 */
final class Folding {
  /** What takes effect at the next block boundary. */
  private sealed interface Request {
    record Continue() implements Request {}

    record End(EndReason reason) implements Request {}

    record Suspend(StudyRun.Suspend.Reason reason) implements Request {}
  }

  private final RunContext run;
  private final StudyProgress progress;
  private final StudyInference inference;
  private final Behavior<Command> folding = Behaviors.receiveMessage(this::folding);
  private final Behavior<Command> absorbing = Behaviors.receiveMessage(this::absorbing);
  private final Behavior<Command> reporting = Behaviors.receiveMessage(this::reporting);
  private Request request = new Request.Continue();
  private StudyRun.@Nullable Fold fold;
  private long foldStart;

  Folding(RunContext run) {
    this.run = run;
    this.progress = new StudyProgress(run.study);
    this.inference = run.inference;
  }

  Behavior<Command> begin(Resumption resumption) throws UnreadableCheckpointException {
    run.status.run();
    resumption.warnings().forEach(run.context.getLog()::warn);
    if (resumption.from().isPresent()) {
      restore(resumption.from().get(), resumption.trialsOfLooks().size());
    }
    run.files.writeRecord();
    inference.reportAvailability(
        run.context.messageAdapter(Availability.class, StudyRun.LanesChanged::new));
    return start();
  }

  private void restore(Resumption.Point from, int retainedLooks)
      throws UnreadableCheckpointException {
    progress.restore(from.header());
    run.accumulators.restore(from.checkpoint());
    run.status.resume(from, retainedLooks);
    run.accumulators.report(Set.of(), new Purpose.Restored());
  }

  /** Starts the stream, unless the run was interrupted after the last block of the study. */
  private Behavior<Command> start() {
    if (progress.isComplete()) {
      // a last look that is not regular was removed from the history when the run was resumed
      return progress.isAtRegularLook() ? evaluate() : look();
    }
    if (run.study.stimulus().needsContrasts()) {
      if (run.status.timeIsUp()) {
        end(EndReason.TIME);
        return evaluate();
      }
      return folding; // until the request that ended the search for contrasts
    }
    run.context.pipeToSelf(
        inference
            .tallies(progress.blocks(), run.study.blocks())
            .via(
                ActorFlow.<Tally, Command, Boolean>ask(
                    1, run.context.getSelf(), StudyInference.REPLY_TIMEOUT, StudyRun.Fold::new))
            .takeWhile(continues -> continues)
            .runWith(Sink.ignore(), Materializer.createMaterializer(run.context)),
        (done, failure) -> new StudyRun.StreamEnded(failure));
    return folding;
  }

  /** Between two blocks. */
  private Behavior<Command> folding(Command command) {
    return switch (command) {
      case StudyRun.Fold next -> onFold(next);
      default -> acceptsRequest(command) ? evaluate() : anytime(command);
    };
  }

  private Behavior<Command> onFold(StudyRun.Fold next) {
    foldStart = System.nanoTime();
    fold = next;
    return run.accumulators.absorb(next.tally()) ? onFolded() : absorbing;
  }

  /** While the accumulators absorb a batch of blocks. */
  private Behavior<Command> absorbing(Command command) {
    return switch (command) {
      case StudyRun.Absorbed absorbed ->
          run.accumulators.onAbsorbed() ? onFolded() : Behaviors.same();
      default -> acceptsRequest(command) ? Behaviors.same() : anytime(command);
    };
  }

  private Behavior<Command> onFolded() {
    progress.folded();
    run.status.folded(run.accumulators.trials());
    run.metrics.folded(run.study.plan().blockSize(), System.nanoTime() - foldStart);
    if (request instanceof Request.Continue && run.status.timeIsUp()) {
      request = new Request.End(EndReason.TIME);
      run.status.stopping();
    }
    if (progress.isLookDue()) {
      return look();
    }
    return request instanceof Request.Continue ? decide() : evaluate();
  }

  /** Evaluates all maps at a look of the schedule, which applies the stopping rule. */
  private Behavior<Command> look() {
    run.accumulators.report(
        run.files.viewsAtLook(progress.blocks()), new Purpose.ScheduledLook(System.nanoTime()));
    return reporting;
  }

  /**
   * Evaluates all maps at a block boundary that is no look. The result is shown but not part of the
   * history.
   */
  private Behavior<Command> evaluate() {
    run.accumulators.report(Set.of(), new Purpose.Boundary());
    return reporting;
  }

  private Behavior<Command> reporting(Command command) {
    return switch (command) {
      case StudyRun.Reported(Purpose.ScheduledLook look, ChannelReports reports) -> {
        onLook(look, reports);
        yield decide();
      }
      case StudyRun.Reported(Purpose.Boundary boundary, ChannelReports reports) -> {
        onEvaluated(reports);
        yield decide();
      }
      default -> acceptsRequest(command) ? Behaviors.same() : anytime(command);
    };
  }

  private void onLook(Purpose.ScheduledLook scheduled, ChannelReports reports) {
    MapEvaluation look = progress.look(reports);
    run.status.looked(look);
    run.files.look(look, reports);
    run.publish();
    run.metrics.looked(System.nanoTime() - scheduled.start());
    run.files.refreshRecord();
  }

  private void onEvaluated(ChannelReports reports) {
    run.status.evaluated(progress.evaluate(reports));
    run.publish();
  }

  /** Continues, ends or suspends the study at a block boundary. */
  private Behavior<Command> decide() {
    Request next = progress.isComplete() ? new Request.End(progress.endReason()) : request;
    if (progress.decision.isRefuted()) {
      run.status.failCheck();
    }
    boolean continues = next instanceof Request.Continue;
    if (fold != null) {
      if (continues && run.checkpoints.isDue()) {
        run.checkpoints.take(run.header(progress.blocks(), progress.met()));
      }
      fold.replyTo().tell(continues);
      fold = null;
    }
    return switch (next) {
      case Request.Continue none -> folding;
      case Request.End end -> closing().end(end.reason());
      case Request.Suspend suspend -> closing().suspend(suspend.reason());
    };
  }

  private Closing closing() {
    return new Closing(run, progress.blocks(), progress.met());
  }

  private Behavior<Command> anytime(Command command) {
    if (!(command
        instanceof StudyRun.Reported(Purpose.Restored restored, ChannelReports reports))) {
      return run.anytime(command);
    }
    if (reports.trials() == run.accumulators.trials()) {
      onEvaluated(reports);
    }
    return Behaviors.same();
  }

  /**
   * Records a request to end or suspend the study; a stop takes precedence over a suspension.
   *
   * @return whether the message is such a request, and the first one or one that takes precedence
   */
  private boolean acceptsRequest(Command command) {
    boolean isFree = request instanceof Request.Continue;
    switch (command) {
      case StudyRun.Stop stop when !(request instanceof Request.End) -> end(EndReason.STOPPED);
      case StudyRun.Suspend suspend when isFree -> request = new Request.Suspend(suspend.reason());
      case StudyRun.StreamEnded ended when isFree -> onFailure(ended.failure());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void end(EndReason reason) {
    request = new Request.End(reason);
    run.status.stopping();
    run.publish();
  }

  private void onFailure(@Nullable Throwable failure) {
    Throwable cause =
        StageFailure.of(
            failure == null ? new IllegalStateException("the stream ended early") : failure);
    run.status.fail(StageFailure.message(cause));
    if (cause instanceof RevcorException) {
      run.context.getLog().warn("study {} failed: {}", run.status.id(), cause.getMessage());
    } else {
      run.context.getLog().error("study {} failed", run.status.id(), cause);
    }
    end(EndReason.FAILURE);
  }

  /** The blocks that a run has folded, its looks at them, and whether it is complete. */
  private static final class StudyProgress {
    private final StoppingRule rule;
    private final LookSchedule looks;
    private final StoppingDecision decision;
    private long blocks;
    private long nextLook;
    private int metAtRegularLooks;

    StudyProgress(PreparedStudy study) {
      this.rule = study.specification().stop();
      this.looks = new LookSchedule(study.blocks());
      this.decision = new StoppingDecision(rule, study.mapValues());
      this.nextLook = looks.after(0);
    }

    void restore(CheckpointHeader header) {
      blocks = header.blocks();
      metAtRegularLooks = header.met();
      decision.restore(metAtRegularLooks);
      nextLook = looks.after(looks.upTo(blocks).max().orElse(0));
    }

    long blocks() {
      return blocks;
    }

    /**
     * Returns the number of consecutive looks at which the targets were met; counts only looks that
     * a longer study has as well.
     */
    int met() {
      return metAtRegularLooks;
    }

    void folded() {
      blocks++;
    }

    boolean isLookDue() {
      return blocks == nextLook;
    }

    /** Returns whether every longer study also has a look at this block. */
    boolean isAtRegularLook() {
      return looks.isRegular(blocks);
    }

    /** Evaluates the maps at a look, and applies the stopping rule. */
    MapEvaluation look(ChannelReports reports) {
      MapEvaluation look = decision.look(reports.trials(), reports.statistics());
      nextLook = looks.after(blocks);
      if (isAtRegularLook()) {
        metAtRegularLooks = decision.met();
      }
      return look;
    }

    MapEvaluation evaluate(ChannelReports reports) {
      return decision.evaluate(reports.trials(), reports.statistics());
    }

    /** Returns whether the targets are met, the last block is folded, or the maps are wrong. */
    boolean isComplete() {
      return decision.isRefuted() || decision.isMet() || blocks == looks.blocks();
    }

    EndReason endReason() {
      if (decision.isRefuted()) {
        return EndReason.FAILURE;
      }
      if (!decision.isMet()) {
        return EndReason.MAX_TRIALS;
      }
      if (rule.precision().isEmpty()) {
        return EndReason.RELIABILITY;
      }
      return rule.reliability().isEmpty() ? EndReason.PRECISION : EndReason.TARGETS;
    }
  }
}
