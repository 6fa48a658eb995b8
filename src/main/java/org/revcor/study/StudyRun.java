package org.revcor.study;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Evidence;
import org.revcor.estimate.Look;
import org.revcor.estimate.Looks;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.Tally;
import org.revcor.lane.LanePool;
import org.revcor.record.EndReason;

/**
 * Owns the stream of one study and folds its blocks, in order, into the accumulators.
 *
 * <p>Looks and the end are decided here, between two blocks: a block that is still on its way when
 * the end is decided never counts, so results do not depend on lanes. Snapshots for people and
 * checkpoints are taken at block boundaries as well and change nothing.
 */
final class StudyRun extends AbstractBehavior<StudyRun.Command> {

  sealed interface Command {}

  /**
   * Asks for the study's view, at once and at every change, and for its last snapshot before the
   * end.
   */
  record Subscribe(ActorRef<StudyView> views, ActorRef<StudySnapshot> last) implements Command {}

  record Describe(ActorRef<Optional<StudyView>> replyTo) implements Command {}

  record GetMaps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo) implements Command {}

  record Capture(ActorRef<StudySnapshot> replyTo) implements Command {}

  record Stop(EndReason reason) implements Command {}

  /** A follower has heard of the end and asks nothing more; with the last of them the run goes. */
  record Close() implements Command {}

  /** A block's sums; the reply tells whether the study goes on. */
  record Fold(Tally tally, ActorRef<Boolean> replyTo) implements Command {}

  record Absorbed() implements Command {}

  record Reported(long request, List<ChannelReport> channels) implements Command {}

  record Saved(long request, int first, List<ChannelState> states) implements Command {}

  private record WrappedReview(@Nullable MapReview review) implements Command {}

  private record WrappedFailure(Throwable cause) implements Command {}

  private record WrappedCheckpoint(@Nullable Throwable failure) implements Command {}

  private record WrappedEnd(@Nullable MapReview review, @Nullable Throwable failure)
      implements Command {}

  private record WrappedWritten(@Nullable Throwable failure) implements Command {}

  private record AccumulatorLost() implements Command {}

  /**
   * @param from what the study goes on from
   */
  static Behavior<Command> create(
      StudyStatus status,
      Optional<Checkpoint> from,
      RunDirectory directory,
      ActorRef<LanePool.Command> pool,
      RunSettings settings,
      MeterRegistry registry) {
    return Behaviors.setup(
        context ->
            new StudyRun(context, status, directory, pool, settings, registry)
                .begin(from, registry));
  }

  private final StudyStatus status;
  private final PreparedStudy study;
  private final RunRecorder recorder;
  private final ActorRef<LanePool.Command> pool;
  private final StudyMetrics metrics;
  private final MapReviewer reviewer;
  private final Followers followers;
  private final Accumulators accumulators;
  private final Looks looks;
  private final Evidence evidence;

  private final RunSettings settings;
  private @Nullable Fold folding;
  private long blocks;
  private long nextLook;
  private @Nullable EndReason stopping;
  private boolean ending;

  private StudyRun(
      ActorContext<Command> context,
      StudyStatus status,
      RunDirectory directory,
      ActorRef<LanePool.Command> pool,
      RunSettings settings,
      MeterRegistry registry) {
    super(context);
    this.settings = settings;
    this.followers = new Followers(settings.followers());
    this.status = status;
    this.study = status.study();
    this.recorder = new RunRecorder(directory, status, settings.checkpointInterval(), blocking());
    this.pool = pool;
    this.metrics = new StudyMetrics(registry);
    this.accumulators = new Accumulators(context, study, new AccumulatorLost());
    this.looks = new Looks(study.blocks());
    this.evidence = new Evidence(study.specification().stop(), study.mapValues());
    this.reviewer =
        new MapReviewer(status.id(), study, pool, context.getSystem().scheduler(), blocking());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> begin(Optional<Checkpoint> from, MeterRegistry registry) {
    status.run();
    from.ifPresent(this::restore);
    nextLook = looks.after(looks.upTo(blocks).max().orElse(0));
    StudyStream stream = new StudyStream(status.id(), study, pool, folding(), registry);
    getContext()
        .pipeToSelf(
            stream.run(
                blocks,
                settings.lanes(),
                dispatcher(DispatcherSelector.defaultDispatcher()),
                Materializer.createMaterializer(getContext()),
                getContext().getSystem().scheduler()),
            (done, failure) ->
                new WrappedFailure(
                    failure == null
                        ? new IllegalStateException("the stream ended early")
                        : failure));
    recorder.view();
    return this;
  }

  private Function<Tally, CompletionStage<Boolean>> folding() {
    ActorRef<Command> self = getContext().getSelf();
    Scheduler scheduler = getContext().getSystem().scheduler();
    return tally ->
        AskPattern.ask(self, replyTo -> new Fold(tally, replyTo), StudyStream.NEVER, scheduler);
  }

  private void restore(Checkpoint from) {
    blocks = from.blocks();
    evidence.restore(from.met());
    accumulators.restore(from);
    status.resume(accumulators.trials(), looks.upTo(blocks).count(), from.seconds());
    glance(() -> {});
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Fold fold -> onFold(fold);
      case Absorbed absorbed -> also(accumulators::onAbsorbed);
      case Reported reported -> also(() -> accumulators.onReported(reported));
      case Saved saved -> also(() -> accumulators.onSaved(saved));
      case Subscribe subscribe -> onSubscribe(subscribe);
      case Describe describe -> onDescribe(describe);
      case GetMaps get -> onGetMaps(get);
      case Capture capture -> onCapture(capture);
      case Stop stop -> onStop(stop);
      case WrappedReview wrapped -> onReview(wrapped);
      case WrappedCheckpoint wrapped -> onCheckpoint(wrapped);
      case WrappedFailure wrapped -> onFailure(wrapped.cause());
      case AccumulatorLost lost -> onAccumulatorLost();
      case WrappedEnd wrapped -> onEnd(wrapped);
      case WrappedWritten wrapped -> onWritten(wrapped);
      case Close close -> followers.close() ? Behaviors.stopped() : this;
    };
  }

  private Behavior<Command> also(Runnable action) {
    action.run();
    return this;
  }

  private Behavior<Command> onFold(Fold fold) {
    if (ending || stopping != null) {
      fold.replyTo().tell(false);
      return this;
    }
    long start = System.nanoTime();
    folding = fold;
    accumulators.absorb(
        fold.tally(),
        () -> {
          blocks++;
          status.folded(accumulators.trials());
          metrics.folded(study.plan().blockSize(), System.nanoTime() - start);
          if (stopping == null && status.timeIsUp()) {
            stopping = EndReason.TIME;
            status.stopping();
          }
          if (blocks == nextLook) {
            look(this::proceed);
          } else if (stopping != null) {
            glance(this::proceed);
          } else {
            proceed();
          }
        });
    return this;
  }

  /** Evaluates all maps where the specification says so, and asks the stopping rule. */
  private void look(Runnable then) {
    long start = System.nanoTime();
    accumulators.report(
        Set.of(),
        gathered -> {
          Look look = evidence.look(gathered.trials(), statistics(gathered));
          nextLook = looks.after(blocks);
          status.looked(look);
          recorder.look(look);
          publish();
          metrics.looked(System.nanoTime() - start);
          reviewNowAndThen();
          then.run();
        });
  }

  /**
   * Evaluates all maps where a person stopped the study: shown with the results, but no part of the
   * history.
   */
  private void glance(Runnable then) {
    accumulators.report(
        Set.of(),
        gathered -> {
          status.glanced(evidence.glance(gathered.trials(), statistics(gathered)));
          publish();
          then.run();
        });
  }

  private static List<ChannelStatistics> statistics(Accumulators.Gathered gathered) {
    return gathered.channels().stream().map(ChannelReport::statistics).toList();
  }

  private void proceed() {
    if (folding == null || ending) {
      return;
    }
    ActorRef<Boolean> replyTo = folding.replyTo();
    folding = null;
    EndReason end =
        evidence.sufficient()
            ? met(study.specification().stop())
            : blocks == looks.blocks() ? EndReason.MAX_TRIALS : stopping;
    if (end == null) {
      saveNowAndThen();
    }
    replyTo.tell(end == null);
    if (end != null) {
      end(end);
    }
  }

  /** How a study ends that has met the targets of its rule. */
  private static EndReason met(StoppingRule rule) {
    if (rule.precision().isEmpty()) {
      return EndReason.RELIABILITY;
    }
    return rule.reliability().isEmpty() ? EndReason.PRECISION : EndReason.TARGETS;
  }

  private Behavior<Command> onStop(Stop stop) {
    if (!ending && stopping == null) {
      stop(stop.reason());
    }
    return this;
  }

  /**
   * Ends the study at the block boundary at hand: at once, or when the block that is being folded
   * is.
   */
  private void stop(EndReason reason) {
    stopping = reason;
    status.stopping();
    publish();
    if (folding == null) {
      glance(() -> end(reason));
    }
  }

  private Behavior<Command> onFailure(Throwable failure) {
    if (!ending && stopping == null) {
      Throwable cause = Cause.of(failure);
      status.fail(Cause.message(cause));
      if (cause instanceof RevcorException) {
        getContext().getLog().warn("study {} failed: {}", status.id(), cause.getMessage());
      } else {
        getContext().getLog().error("study {} failed", status.id(), cause);
      }
      stop(EndReason.FAILURE);
    }
    return this;
  }

  /** Without its sums a study has no results. */
  private Behavior<Command> onAccumulatorLost() {
    status.end(EndReason.FAILURE);
    status.fail("an accumulator broke off; the log tells why");
    return close();
  }

  /** Freezes the maps as they are, lets the observer judge them, and has the results written. */
  private void end(EndReason reason) {
    ending = true;
    status.end(reason);
    publish();
    pool.tell(new LanePool.Forget(status.id()));
    accumulators.report(
        EnumSet.of(MapView.MAP),
        gathered -> {
          StudySnapshot snapshot = status.snapshot(gathered, true);
          followers.hearTheLast(snapshot);
          if (reason == EndReason.FAILURE) {
            getContext().getSelf().tell(new WrappedEnd(null, null));
          } else {
            getContext().pipeToSelf(reviewer.review(snapshot.maps()), WrappedEnd::new);
          }
        });
  }

  private Behavior<Command> onEnd(WrappedEnd end) {
    if (end.review() != null) {
      status.reviewed(end.review());
    }
    if (end.failure() != null) {
      status.warn("the observer could not answer its own maps: " + Cause.message(end.failure()));
    }
    pool.tell(new LanePool.Forget(status.id()));
    accumulators.report(
        EnumSet.allOf(MapView.class),
        gathered ->
            checkpoint(
                point ->
                    getContext()
                        .pipeToSelf(
                            recorder.results(gathered, point),
                            (done, failure) -> new WrappedWritten(failure))));
    return this;
  }

  private Behavior<Command> onWritten(WrappedWritten written) {
    if (written.failure() != null) {
      status.fail("results could not be written: " + Cause.message(written.failure()));
    }
    return close();
  }

  /** Tells of the end; questions that were on their way are answered until {@link Close}. */
  private Behavior<Command> close() {
    status.close();
    recorder.view();
    publish();
    return this;
  }

  private void reviewNowAndThen() {
    if (!ending && reviewer.due()) {
      recorder.view();
      accumulators.sketch(
          EnumSet.of(MapView.MAP),
          gathered ->
              getContext()
                  .pipeToSelf(
                      reviewer.review(status.maps(MapView.MAP, gathered)),
                      (review, failure) -> new WrappedReview(review)));
    }
  }

  private Behavior<Command> onReview(WrappedReview wrapped) {
    reviewer.reviewed();
    if (wrapped.review() != null && !ending) {
      status.reviewed(wrapped.review());
    }
    return this;
  }

  private void saveNowAndThen() {
    if (recorder.checkpointDue()) {
      recorder.checkpointing();
      checkpoint(
          point ->
              getContext()
                  .pipeToSelf(
                      recorder.checkpoint(point),
                      (done, failure) -> new WrappedCheckpoint(failure)));
    }
  }

  /** Takes a checkpoint of the block boundary at which it is called. */
  private void checkpoint(Consumer<Checkpoint> then) {
    long folded = blocks;
    int met = evidence.met();
    double seconds = status.seconds();
    double[] stimuli = accumulators.stimuli();
    double[] products = accumulators.stimulusProducts();
    accumulators.save(
        channels -> then.accept(new Checkpoint(folded, met, seconds, stimuli, products, channels)));
  }

  private Behavior<Command> onCheckpoint(WrappedCheckpoint wrapped) {
    recorder.checkpointed(Optional.ofNullable(wrapped.failure()).map(Cause::message));
    return this;
  }

  private Behavior<Command> onSubscribe(Subscribe subscribe) {
    followers.add(subscribe, status.view());
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe.replyTo().tell(Optional.of(status.view()));
    return this;
  }

  private Behavior<Command> onGetMaps(GetMaps get) {
    accumulators.sketch(
        EnumSet.of(get.view()),
        gathered -> get.replyTo().tell(StatusReply.success(status.maps(get.view(), gathered))));
    return this;
  }

  private Behavior<Command> onCapture(Capture capture) {
    accumulators.sketch(
        EnumSet.of(MapView.MAP),
        gathered -> capture.replyTo().tell(status.snapshot(gathered, false)));
    return this;
  }

  private void publish() {
    followers.hear(status.view());
  }

  private Executor blocking() {
    return dispatcher(DispatcherSelector.blocking());
  }

  private Executor dispatcher(DispatcherSelector selector) {
    return getContext().getSystem().dispatchers().lookup(selector);
  }
}
