package org.revcor.study;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.typed.javadsl.ActorFlow;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.checkpoint.UnreadableCheckpointException;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Evidence;
import org.revcor.estimate.Look;
import org.revcor.estimate.Looks;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.Tally;
import org.revcor.lane.LanePool;
import org.revcor.lane.RoundedOutputs;
import org.revcor.record.EndReason;
import org.revcor.specification.BatchSize;

/**
 * Owns the stream of one study and folds its blocks, in order, into the accumulators.
 *
 * <p>Looks and the end are decided here, between two blocks: a block that is still on its way when
 * the end is decided never counts, so results do not depend on lanes. Snapshots for people and
 * checkpoints are taken at block boundaries as well and change nothing.
 */
public final class StudyRun extends AbstractBehavior<StudyRun.Command> {

  public sealed interface Command {}

  /**
   * Asks for the study's view, at once and at every change, and for its last snapshot before the
   * end.
   */
  public record Subscribe(ActorRef<StudyView> views, ActorRef<StudySnapshot> last)
      implements Command {}

  public record Describe(ActorRef<Optional<StudyView>> replyTo) implements Command {}

  public record GetMaps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /**
   * Asks for a snapshot.
   *
   * @param channels indices of those whose maps it is to have
   */
  public record Capture(BitSet channels, ActorRef<StudySnapshot> replyTo) implements Command {}

  /** Ends the study after the block at hand, with complete results. */
  public record Stop() implements Command {}

  /**
   * Has the study fold no more after the block at hand, and everything written that it goes on
   * from.
   *
   * @param why pause, or handover to the next process
   */
  public record Rest(Closing.Purpose why) implements Command {}

  /** A follower has heard of the end and asks nothing more; with the last of them the run goes. */
  public record Close() implements Command {}

  /** A block's sums; the reply tells whether the study goes on. */
  record Fold(Tally tally, ActorRef<Boolean> replyTo) implements Command {}

  /** All accumulators have absorbed the blocks that they were given together. */
  record Absorbed() implements Command {}

  record Reported(long request, List<ChannelReport> channels) implements Command {}

  /**
   * @param problem why an accumulator could not write its sums
   */
  record Saved(long request, @Nullable String problem) implements Command {}

  /** A checkpoint is written, or could not be. */
  record Committed(@Nullable String digest, @Nullable Throwable failure) implements Command {}

  /** A step of the end is done. */
  record Proceed(Closing.Step step) implements Command {}

  private record Compared(
      StudyStream stream, @Nullable RoundedOutputs responses, @Nullable Throwable failure)
      implements Command {}

  private record WrappedReview(@Nullable MapReview review) implements Command {}

  private record WrappedFailure(Throwable cause) implements Command {}

  private record AccumulatorLost() implements Command {}

  /**
   * A study that begins, or goes on.
   *
   * @param resumption what the study begins with; the directory is prepared for it
   */
  public static Behavior<Command> create(
      StudyStatus status,
      Resumption resumption,
      RunDirectory directory,
      ActorRef<LanePool.Command> pool,
      RunSettings settings,
      MeterRegistry registry) {
    return Behaviors.setup(
        context ->
            new StudyRun(context, status, directory, pool, settings, registry)
                .begin(resumption, registry));
  }

  private final StudyStatus status;
  private final PreparedStudy study;
  private final StudyIdentity identity;
  private final RunRecorder recorder;
  private final ActorRef<LanePool.Command> pool;
  private final StudyMetrics metrics;
  private final MapReviewer reviewer;
  private final Subscribers followers;
  private final Accumulators accumulators;
  private final Looks looks;
  private final Evidence evidence;
  private final Checkpoints checkpoints;
  private final Closing closing;
  private final RunSettings settings;
  private @Nullable Fold folding;
  private long blocks;
  private long nextLook;
  private int metAtRegularLooks;
  private @Nullable EndReason stopping;
  private Closing.@Nullable Purpose resting;
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
    this.followers = new Subscribers(settings.followers());
    this.status = status;
    this.study = status.study();
    this.identity = StudyIdentity.of(study);
    this.recorder = new RunRecorder(directory, status, settings.reference());
    this.pool = pool;
    this.metrics = new StudyMetrics(registry);
    this.accumulators = new Accumulators(context, study, new AccumulatorLost());
    this.looks = new Looks(study.blocks());
    this.evidence = new Evidence(study.specification().stop(), study.mapValues());
    this.reviewer =
        new MapReviewer(status.id(), study, pool, context.getSystem().scheduler(), blocking());
    this.checkpoints =
        new Checkpoints(
            context, accumulators, recorder, status, settings.checkpointInterval(), blocking());
    this.closing =
        new Closing(
            context,
            status,
            recorder,
            accumulators,
            reviewer,
            followers,
            pool,
            blocking(),
            then -> checkpoints.take(header(), then),
            this::publish);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> begin(Resumption resumption, MeterRegistry registry)
      throws UnreadableCheckpointException {
    status.run();
    resumption.warnings().forEach(getContext().getLog()::warn);
    if (study.specification().batchSize() instanceof BatchSize.Calibrated) {
      getContext()
          .getLog()
          .info(
              "study {} shows batches of {}, half a block of {} cut by the calibration of {}",
              status.id(),
              study.plan().batchSize(),
              study.plan().blockSize(),
              study.observer().description().name());
    }
    if (resumption.from().isPresent()) {
      restore(resumption.from().get());
    }
    nextLook = looks.after(looks.upTo(blocks).max().orElse(0));
    recorder.view();
    StudyStream stream = new StudyStream(status.id(), study, pool, folding(), registry);
    if (study.plan().precision().isHalf()) {
      compare(stream);
    } else {
      fold(stream);
    }
    return this;
  }

  /** Finds out what the observer's precision changes; blocks follow. */
  private void compare(StudyStream stream) {
    RoundingCheck check =
        new RoundingCheck(
            status.id(), study, pool, blocking(), getContext().getSystem().scheduler());
    getContext()
        .pipeToSelf(check.run(), (responses, failure) -> new Compared(stream, responses, failure));
  }

  private Behavior<Command> onCompared(Compared compared) {
    if (ending || stopping != null || resting != null) {
      return this;
    }
    if (compared.responses() == null) {
      return onFailure(
          compared.failure() == null
              ? new IllegalStateException("no comparison")
              : compared.failure());
    }
    status.rounded(compared.responses());
    publish();
    fold(compared.stream());
    return this;
  }

  private void fold(StudyStream stream) {
    if (evidence.sufficient() || blocks == looks.blocks()) {
      endAtOnce();
      return;
    }
    getContext()
        .pipeToSelf(
            stream.run(
                blocks,
                settings.lanes(),
                dispatcher(DispatcherSelector.defaultDispatcher()),
                Materializer.createMaterializer(getContext())),
            (done, failure) ->
                new WrappedFailure(
                    failure == null
                        ? new IllegalStateException("the stream ended early")
                        : failure));
  }

  /** All blocks are folded already: the earlier run was broken off behind its last one. */
  private void endAtOnce() {
    Consumer<Runnable> evaluation = looks.isRegular(blocks) ? this::glance : this::look;
    evaluation.accept(() -> end(reasonToEnd()));
  }

  private Flow<Tally, Boolean, NotUsed> folding() {
    return ActorFlow.<Tally, Command, Boolean>ask(
        1, getContext().getSelf(), StudyStream.BLOCK_TIMEOUT, Fold::new);
  }

  private void restore(Resumption.Point from) throws UnreadableCheckpointException {
    blocks = from.header().blocks();
    metAtRegularLooks = from.header().met();
    evidence.restore(metAtRegularLooks);
    accumulators.restore(from.checkpoint());
    status.resume(from, looks.upTo(blocks).filter(this::stays).count());
    glance(() -> {});
  }

  private boolean stays(long look) {
    return look < blocks || looks.isRegular(look);
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
      case Stop stop -> onStop();
      case Rest rest -> onRest(rest.why());
      case Compared compared -> onCompared(compared);
      case WrappedReview wrapped -> onReview(wrapped);
      case Committed committed -> also(() -> checkpoints.onCommitted(committed));
      case Proceed proceed -> also(() -> closing.on(proceed.step()));
      case WrappedFailure wrapped -> onFailure(wrapped.cause());
      case AccumulatorLost lost -> onAccumulatorLost();
      case Close close -> followers.close() ? Behaviors.stopped() : this;
    };
  }

  private Behavior<Command> also(Runnable action) {
    action.run();
    return this;
  }

  private Behavior<Command> onFold(Fold fold) {
    if (ending || stopping != null || resting != null) {
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
          if (stopping == null && resting == null && status.timeIsUp()) {
            stopping = EndReason.TIME;
            status.stopping();
          }
          if (blocks == nextLook) {
            look(this::proceed);
          } else if (stopping != null || resting != null) {
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
        recorder.viewsAtLooks(),
        gathered -> {
          Look look = evidence.look(gathered.trials(), statistics(gathered));
          nextLook = looks.after(blocks);
          if (looks.isRegular(blocks)) {
            metAtRegularLooks = evidence.met();
          }
          status.looked(look);
          recorder.look(look, gathered);
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
    EndReason end = evidence.sufficient() || blocks == looks.blocks() ? reasonToEnd() : stopping;
    boolean goesOn = end == null && resting == null;
    if (goesOn && checkpoints.due()) {
      checkpoints.take(header(), written -> publish());
    }
    replyTo.tell(goesOn);
    if (end != null) {
      end(end);
    } else if (resting != null) {
      rest(resting);
    }
  }

  private EndReason reasonToEnd() {
    return evidence.sufficient() ? met(study.specification().stop()) : EndReason.MAX_TRIALS;
  }

  private CheckpointHeader header() {
    return new CheckpointHeader(
        identity, blocks, accumulators.trials(), metAtRegularLooks, status.seconds());
  }

  /** How a study ends that has met the targets of its rule. */
  private static EndReason met(StoppingRule rule) {
    if (rule.precision().isEmpty()) {
      return EndReason.RELIABILITY;
    }
    return rule.reliability().isEmpty() ? EndReason.PRECISION : EndReason.TARGETS;
  }

  private Behavior<Command> onStop() {
    if (!ending && stopping == null) {
      resting = null;
      stop(EndReason.STOPPED);
    }
    return this;
  }

  private Behavior<Command> onRest(Closing.Purpose why) {
    if (!ending && stopping == null && resting == null) {
      resting = why;
      if (folding == null) {
        glance(() -> rest(why));
      }
    }
    return this;
  }

  private void rest(Closing.Purpose why) {
    if (!ending && resting == why) {
      ending = true;
      closing.rest(why);
    }
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
    if (!ending && stopping == null && resting == null) {
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
    status.close();
    recorder.view();
    publish();
    return this;
  }

  /** A block that failed behind the last one that counts is no failure of the study. */
  private void end(EndReason reason) {
    if (!ending) {
      ending = true;
      if (reason != EndReason.FAILURE) {
        status.clearProblem();
      }
      closing.end(reason);
    }
  }

  private void reviewNowAndThen() {
    if (!ending && reviewer.due()) {
      recorder.view();
      accumulators.sketch(
          MapSelection.ofAll(EnumSet.of(MapView.MAP)),
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
        MapSelection.ofAll(EnumSet.of(get.view())),
        gathered -> get.replyTo().tell(StatusReply.success(status.maps(get.view(), gathered))));
    return this;
  }

  private Behavior<Command> onCapture(Capture capture) {
    accumulators.sketch(
        MapSelection.maps(capture.channels()),
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
