package org.revcor.study.run;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Tally;
import org.revcor.study.run.ChannelReports.Purpose;
import org.revcor.study.run.Interleaving.Action;
import org.revcor.study.run.Interleaving.Moment;

/**
 * Inserts the commands of a script between the messages of a run. Delays the message of each
 * written checkpoint until the scripted number of blocks is folded.
 */
final class ScriptedRun extends BehaviorInterceptor<StudyRun.Command, StudyRun.Command> {
  private final Script script;
  private final int lag;
  private final Function<Tally, Tally> folded;
  private final BooleanSupplier failing;
  private final Deque<StudyRun.Command> now = new ArrayDeque<>();
  private StudyRun.@Nullable Committed held;
  private StudyRun.@Nullable Fold stalled;
  private long block = -1;
  private long takenAt = -1;
  private boolean isSaved;
  private boolean isEnding;
  private boolean isDying;
  private boolean isDead;
  private volatile @Nullable Throwable crash;
  private Behavior<StudyRun.Command> state = Behaviors.empty();

  /**
   * @param folded block that is folded in place of another one
   * @param failing whether a block has failed on its last attempt; nothing is inserted or delayed
   *     then
   */
  ScriptedRun(Script script, int lag, Function<Tally, Tally> folded, BooleanSupplier failing) {
    super(StudyRun.Command.class);
    this.script = script;
    this.lag = lag;
    this.folded = folded;
    this.failing = failing;
  }

  @Override
  public Behavior<StudyRun.Command> aroundStart(
      TypedActorContext<StudyRun.Command> context, PreStartTarget<StudyRun.Command> run) {
    state = run.start(context);
    return state;
  }

  /** Passes one or several messages; each is received by the state that the one before led to. */
  @Override
  public Behavior<StudyRun.Command> aroundReceive(
      TypedActorContext<StudyRun.Command> context,
      StudyRun.Command message,
      ReceiveTarget<StudyRun.Command> run) {
    take(context, message);
    while (!now.isEmpty() && Behavior.isAlive(state)) {
      state = received(context, now.removeFirst());
    }
    now.clear();
    return isDead || !Behavior.isAlive(state) ? Behaviors.stopped() : Behaviors.same();
  }

  private Behavior<StudyRun.Command> received(
      TypedActorContext<StudyRun.Command> context, StudyRun.Command message) {
    try {
      Behavior<StudyRun.Command> next = Behavior.interpretMessage(state, context, message);
      return Behavior.canonicalize(next, state, context);
    } catch (RuntimeException thrown) {
      crash = thrown;
      throw thrown;
    }
  }

  /** Returns what the run has thrown, if anything. */
  Optional<Throwable> crash() {
    return Optional.ofNullable(crash);
  }

  private void take(TypedActorContext<StudyRun.Command> context, StudyRun.Command message) {
    if (isDying) {
      isDead = message instanceof StudyRun.Committed;
      return;
    }
    if (failing.getAsBoolean()) {
      end();
    }
    switch (message) {
      case StudyRun.Fold fold -> fold(context, fold);
      case StudyRun.Committed committed -> committed(context, committed);
      case StudyRun.Reported(Purpose.End purpose, ChannelReports reports) -> {
        end();
        pass(message);
      }
      case StudyRun.Reported reported -> {
        happen(context, Moment.WHILE_REPORTED);
        pass(reported);
      }
      case StudyRun.Saved saved -> {
        happen(context, Moment.WHILE_SAVED);
        isSaved = !isDead && !isDying;
        pass(saved);
      }
      default -> pass(message);
    }
  }

  private void fold(TypedActorContext<StudyRun.Command> context, StudyRun.Fold fold) {
    long next = fold.tally().block();
    if (isEnding) {
      pass(fold);
      return;
    }
    if (lag > 0 && block >= 0 && takenAt < 0) {
      takenAt = next;
    }
    if (takenAt >= 0 && next >= takenAt + lag) {
      if (held == null) {
        stalled = fold;
        return;
      }
      release();
    }
    block = next;
    happen(context, Moment.BETWEEN_BLOCKS);
    pass(new StudyRun.Fold(folded.apply(fold.tally()), fold.replyTo()));
    happen(context, Moment.WHILE_ABSORBED);
  }

  private void committed(
      TypedActorContext<StudyRun.Command> context, StudyRun.Committed committed) {
    isSaved = false;
    if (isEnding) {
      pass(committed);
      return;
    }
    held = committed;
    if (stalled != null) {
      StudyRun.Fold fold = stalled;
      stalled = null;
      fold(context, fold);
    }
  }

  /** Ends the script: inserts and delays nothing more. */
  private void end() {
    isEnding = true;
    release();
    if (stalled != null) {
      pass(stalled);
      stalled = null;
    }
  }

  private void release() {
    if (held != null) {
      pass(held);
      held = null;
      takenAt = -1;
    }
  }

  /** A killed run receives no more messages. */
  private void pass(StudyRun.Command message) {
    if (!isDead && !isDying) {
      now.add(message);
    }
  }

  private void happen(TypedActorContext<StudyRun.Command> context, Moment moment) {
    while (!isEnding) {
      Optional<Action> action = script.next(moment, block);
      if (action.isEmpty()) {
        return;
      }
      if (action.get().ends()) {
        end();
      }
      if (action.get() == Action.KILL) {
        die();
      } else {
        commands(context, action.get()).forEach(this::pass);
      }
    }
  }

  /** Kills the run at once, or after a checkpoint whose sums are written is committed. */
  private void die() {
    isDying = isSaved;
    isDead = !isDying;
  }

  private static List<StudyRun.Command> commands(
      TypedActorContext<StudyRun.Command> context, Action action) {
    return switch (action) {
      case GET_MAPS ->
          List.of(new StudyRun.GetMaps(MapView.Z, context.asJava().getSystem().ignoreRef()));
      case CAPTURE ->
          List.of(
              new StudyRun.Capture(
                  BitSet.valueOf(new long[] {0b101}), context.asJava().getSystem().ignoreRef()));
      case PAUSE -> List.of(new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE));
      case SHUT_DOWN -> List.of(new StudyRun.Suspend(StudyRun.Suspend.Reason.SHUTDOWN));
      case STOP -> List.of(new StudyRun.Stop());
      case PAUSE_AND_STOP ->
          List.of(new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE), new StudyRun.Stop());
      case KILL, FAIL -> List.of();
    };
  }
}
