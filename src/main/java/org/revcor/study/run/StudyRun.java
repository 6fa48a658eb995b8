package org.revcor.study.run;

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
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Evidence;
import org.revcor.estimate.Look;
import org.revcor.estimate.Looks;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.Tally;
import org.revcor.file.UnreadableCheckpointException;
import org.revcor.inference.LanePool;
import org.revcor.inference.RoundedOutputs;
import org.revcor.study.plan.Cause;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.EndReason;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.MapReview;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyIdentity;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.BatchSize;

/**
 * Owns the stream of one study and folds its blocks, in order, into the accumulators.
 *
 * <p>Looks and the end of a study are decided between two blocks. Blocks in flight at the end never
 * count, so results do not depend on lanes. Snapshots and checkpoints are taken at block boundaries
 * as well and change no result.
 */
public final class StudyRun extends AbstractBehavior<StudyRun.Command> {

  public sealed interface Command {}

  /** Requests the study's view, now and at every change, and the final snapshot before the end. */
  public record Subscribe(ActorRef<StudyView> views, ActorRef<StudySnapshot> last)
      implements Command {}

  public record Describe(ActorRef<Optional<StudyView>> replyTo) implements Command {}

  public record GetMaps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /**
   * Requests a snapshot.
   *
   * @param channels indices of the channels whose maps it contains
   */
  public record Capture(BitSet channels, ActorRef<StudySnapshot> replyTo) implements Command {}

  /** Ends the study after the current block, with complete results. */
  public record Stop() implements Command {}

  /**
   * Suspends the study after the current block and writes its checkpoint.
   *
   * @param why pause, or handover to the next process
   */
  public record Suspend(Closing.Purpose why) implements Command {}

  /** Sent by a subscriber after the end. The run stops once all subscribers have sent it. */
  public record Close() implements Command {}

  /** The sums of a block; the reply states whether the study continues. */
  record Fold(Tally tally, ActorRef<Boolean> replyTo) implements Command {}

  /** All accumulators have absorbed the blocks last sent. */
  record Absorbed() implements Command {}

  record Reported(long request, List<ChannelReport> channels) implements Command {}

  /**
   * @param problem why an accumulator could not write its sums; null on success
   */
  record Saved(long request, @Nullable String problem) implements Command {}

  /** A checkpoint is written, or writing failed. */
  record Committed(@Nullable String digest, @Nullable Throwable failure) implements Command {}

  /** A step of closing is done. */
  record Proceed(Closing.Step step) implements Command {}

  private record Compared(
      StudyStream stream, @Nullable RoundedOutputs responses, @Nullable Throwable failure)
      implements Command {}

  private record WrappedReview(@Nullable MapReview review) implements Command {}

  private record WrappedFailure(Throwable cause) implements Command {}

  private record AccumulatorLost() implements Command {}

  /**
   * Creates the behaviour of a new or resumed study.
   *
   * @param resumption state from which the study starts; the directory is prepared for it
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
  private final Subscribers subscribers;
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
  private Closing.@Nullable Purpose suspending;
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
    this.subscribers = new Subscribers(settings.subscribers());
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
            subscribers,
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
              "study {} uses batches of {} trials, which split half a block of {} by the"
                  + " calibration of {}",
              status.id(),
              study.plan().batchSize(),
              study.plan().blockSize(),
              study.observer().description().name());
    }
    if (resumption.from().isPresent()) {
      restore(resumption.from().get());
    }
    nextLook = looks.after(looks.upTo(blocks).max().orElse(0));
    recorder.writeView();
    StudyStream stream = new StudyStream(status.id(), study, pool, folding(), registry);
    if (study.plan().precision().isHalf()) {
      compare(stream);
    } else {
      fold(stream);
    }
    return this;
  }

  /** Compares the observer's precision with float32 before the first block. */
  private void compare(StudyStream stream) {
    RoundingCheck check =
        new RoundingCheck(
            status.id(), study, pool, blocking(), getContext().getSystem().scheduler());
    getContext()
        .pipeToSelf(check.run(), (responses, failure) -> new Compared(stream, responses, failure));
  }

  private Behavior<Command> onCompared(Compared compared) {
    if (ending || stopping != null || suspending != null) {
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

  /** All blocks are already folded: the earlier run was interrupted after its last block. */
  private void endAtOnce() {
    Consumer<Runnable> evaluation = looks.isRegular(blocks) ? this::evaluate : this::look;
    evaluation.accept(() -> end(endReason()));
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
    status.resume(from, looks.upTo(blocks).filter(this::isKept).count());
    evaluate(() -> {});
  }

  private boolean isKept(long look) {
    return look < blocks || looks.isRegular(look);
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Fold fold -> onFold(fold);
      case Absorbed absorbed -> handle(accumulators::onAbsorbed);
      case Reported reported -> handle(() -> accumulators.onReported(reported));
      case Saved saved -> handle(() -> accumulators.onSaved(saved));
      case Subscribe subscribe -> onSubscribe(subscribe);
      case Describe describe -> onDescribe(describe);
      case GetMaps get -> onGetMaps(get);
      case Capture capture -> onCapture(capture);
      case Stop stop -> onStop();
      case Suspend suspend -> onSuspend(suspend.why());
      case Compared compared -> onCompared(compared);
      case WrappedReview wrapped -> onReview(wrapped);
      case Committed committed -> handle(() -> checkpoints.onCommitted(committed));
      case Proceed proceed -> handle(() -> closing.on(proceed.step()));
      case WrappedFailure wrapped -> onFailure(wrapped.cause());
      case AccumulatorLost lost -> onAccumulatorLost();
      case Close close -> subscribers.close() ? Behaviors.stopped() : this;
    };
  }

  private Behavior<Command> handle(Runnable action) {
    action.run();
    return this;
  }

  private Behavior<Command> onFold(Fold fold) {
    if (ending || stopping != null || suspending != null) {
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
          if (stopping == null && suspending == null && status.timeIsUp()) {
            stopping = EndReason.TIME;
            status.stopping();
          }
          if (blocks == nextLook) {
            look(this::proceed);
          } else if (stopping != null || suspending != null) {
            evaluate(this::proceed);
          } else {
            proceed();
          }
        });
    return this;
  }

  /** Evaluates all maps at a look and applies the stopping rule. */
  private void look(Runnable then) {
    long start = System.nanoTime();
    accumulators.report(
        recorder.viewsAtLooks(),
        reports -> {
          Look look = evidence.look(reports.trials(), statistics(reports));
          nextLook = looks.after(blocks);
          if (looks.isRegular(blocks)) {
            metAtRegularLooks = evidence.met();
          }
          status.looked(look);
          recorder.look(look, reports);
          publish();
          metrics.looked(System.nanoTime() - start);
          reviewIfDue();
          then.run();
        });
  }

  /**
   * Evaluates all maps at a block boundary that is no look. The result is shown but not part of the
   * history.
   */
  private void evaluate(Runnable then) {
    accumulators.report(
        Set.of(),
        reports -> {
          status.evaluated(evidence.evaluate(reports.trials(), statistics(reports)));
          publish();
          then.run();
        });
  }

  private static List<ChannelStatistics> statistics(Accumulators.ChannelReports reports) {
    return reports.channels().stream().map(ChannelReport::statistics).toList();
  }

  private void proceed() {
    if (folding == null || ending) {
      return;
    }
    ActorRef<Boolean> replyTo = folding.replyTo();
    folding = null;
    EndReason end = evidence.sufficient() || blocks == looks.blocks() ? endReason() : stopping;
    boolean continues = end == null && suspending == null;
    if (continues && checkpoints.isDue()) {
      checkpoints.take(header(), written -> publish());
    }
    replyTo.tell(continues);
    if (end != null) {
      end(end);
    } else if (suspending != null) {
      suspend(suspending);
    }
  }

  private EndReason endReason() {
    return evidence.sufficient()
        ? reachedTarget(study.specification().stop())
        : EndReason.MAX_TRIALS;
  }

  private CheckpointHeader header() {
    return new CheckpointHeader(
        identity, blocks, accumulators.trials(), metAtRegularLooks, status.seconds());
  }

  /** Returns the end reason of a study that has met its targets. */
  private static EndReason reachedTarget(StoppingRule rule) {
    if (rule.precision().isEmpty()) {
      return EndReason.RELIABILITY;
    }
    return rule.reliability().isEmpty() ? EndReason.PRECISION : EndReason.TARGETS;
  }

  private Behavior<Command> onStop() {
    if (!ending && stopping == null) {
      suspending = null;
      stop(EndReason.STOPPED);
    }
    return this;
  }

  private Behavior<Command> onSuspend(Closing.Purpose why) {
    if (!ending && stopping == null && suspending == null) {
      suspending = why;
      if (folding == null) {
        evaluate(() -> suspend(why));
      }
    }
    return this;
  }

  private void suspend(Closing.Purpose why) {
    if (!ending && suspending == why) {
      ending = true;
      closing.suspend(why);
    }
  }

  /** Ends the study at the current block boundary, or after the block that is being folded. */
  private void stop(EndReason reason) {
    stopping = reason;
    status.stopping();
    publish();
    if (folding == null) {
      evaluate(() -> end(reason));
    }
  }

  private Behavior<Command> onFailure(Throwable failure) {
    if (!ending && stopping == null && suspending == null) {
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

  /** Fails the study: without its sums it has no results. */
  private Behavior<Command> onAccumulatorLost() {
    status.end(EndReason.FAILURE);
    status.fail("an accumulator failed; see the log");
    status.close();
    recorder.writeView();
    publish();
    return this;
  }

  /** A failure of a block after the last one that counts is not a failure of the study. */
  private void end(EndReason reason) {
    if (!ending) {
      ending = true;
      if (reason != EndReason.FAILURE) {
        status.clearProblem();
      }
      closing.end(reason);
    }
  }

  private void reviewIfDue() {
    if (!ending && reviewer.tryStart()) {
      recorder.writeView();
      accumulators.snapshot(
          MapSelection.ofAll(EnumSet.of(MapView.MAP)),
          reports ->
              getContext()
                  .pipeToSelf(
                      reviewer.review(status.maps(MapView.MAP, reports)),
                      (review, failure) -> new WrappedReview(review)));
    }
  }

  private Behavior<Command> onReview(WrappedReview wrapped) {
    reviewer.finish();
    if (wrapped.review() != null && !ending) {
      status.reviewed(wrapped.review());
    }
    return this;
  }

  private Behavior<Command> onSubscribe(Subscribe subscribe) {
    subscribers.add(subscribe, status.view());
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe.replyTo().tell(Optional.of(status.view()));
    return this;
  }

  private Behavior<Command> onGetMaps(GetMaps get) {
    accumulators.snapshot(
        MapSelection.ofAll(EnumSet.of(get.view())),
        reports -> get.replyTo().tell(StatusReply.success(status.maps(get.view(), reports))));
    return this;
  }

  private Behavior<Command> onCapture(Capture capture) {
    accumulators.snapshot(
        MapSelection.maps(capture.channels()),
        reports -> capture.replyTo().tell(status.snapshot(reports, false)));
    return this;
  }

  private void publish() {
    subscribers.publish(status.view());
  }

  private Executor blocking() {
    return dispatcher(DispatcherSelector.blocking());
  }

  private Executor dispatcher(DispatcherSelector selector) {
    return getContext().getSystem().dispatchers().lookup(selector);
  }
}
