package org.revcor.study;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Evidence;
import org.revcor.estimate.Look;
import org.revcor.estimate.Looks;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.Tally;
import org.revcor.lane.LanePool;

/**
 * Owns the stream of one study and folds its blocks, in order, into the accumulators.
 *
 * <p>Looks and the end are decided here, between two blocks: a block that is still on its way when
 * the end is decided never counts, so results do not depend on lanes. Snapshots for people are
 * taken between blocks as well and change nothing.
 */
final class StudyRun extends AbstractBehavior<StudyRun.Command> {
  private static final int MOST_SINGLE_ACCUMULATORS = 1_000;
  private static final int CHANNELS_OF_A_GROUP = 64;
  private static final Duration REVIEW_INTERVAL = Duration.ofSeconds(2);

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

  /** A block's sums; the reply tells whether the study goes on. */
  record Fold(Tally tally, ActorRef<Boolean> replyTo) implements Command {}

  record Absorbed() implements Command {}

  record Reported(long request, List<ChannelReport> channels) implements Command {}

  private record WrappedReview(@Nullable MapReview review) implements Command {}

  private record WrappedFailure(Throwable cause) implements Command {}

  private record WrappedEnd(@Nullable MapReview review, @Nullable Throwable failure)
      implements Command {}

  private record WrappedWritten(@Nullable Throwable failure) implements Command {}

  private record AccumulatorLost() implements Command {}

  /** A report that has been asked of all accumulators. */
  private static final class Gathering {
    private final List<ChannelReport> reports = new ArrayList<>();
    private final Consumer<List<ChannelReport>> then;

    Gathering(Consumer<List<ChannelReport>> then) {
      this.then = then;
    }
  }

  static Behavior<Command> create(
      StudyStatus status,
      RunDirectory directory,
      ActorRef<LanePool.Command> pool,
      int lanes,
      MeterRegistry registry) {
    return Behaviors.setup(
        context -> new StudyRun(context, status, directory, pool, lanes, registry).begin());
  }

  private final StudyStatus status;
  private final PreparedStudy study;
  private final RunDirectory directory;
  private final ActorRef<LanePool.Command> pool;
  private final int lanes;
  private final MeterRegistry registry;
  private final StudyMetrics metrics;
  private final MapReviewer reviewer;
  private final List<Subscribe> subscribers = new ArrayList<>();
  private final List<ActorRef<Accumulator.Command>> accumulators = new ArrayList<>();
  private final StimulusSums sums;
  private final Looks looks;
  private final Evidence evidence;
  private final Map<Long, Gathering> gatherings = new HashMap<>();
  private long requests;

  private @Nullable Fold folding;
  private long foldStart;
  private int absorbing;
  private long blocks;
  private long nextLook;
  private @Nullable EndReason stopping;
  private boolean ending;
  private boolean reviewing;
  private long lastReview = System.nanoTime();

  private StudyRun(
      ActorContext<Command> context,
      StudyStatus status,
      RunDirectory directory,
      ActorRef<LanePool.Command> pool,
      int lanes,
      MeterRegistry registry) {
    super(context);
    this.status = status;
    this.study = status.study();
    this.directory = directory;
    this.pool = pool;
    this.lanes = lanes;
    this.registry = registry;
    this.metrics = new StudyMetrics(registry);
    this.sums = new StimulusSums(study.values());
    this.looks = new Looks(study.blocks());
    this.evidence = new Evidence(study.specification().stop());
    this.nextLook = looks.after(0);
    this.reviewer =
        new MapReviewer(status.id(), study, pool, context.getSystem().scheduler(), blocking());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> begin() {
    spawnAccumulators();
    status.run();
    StudyStream stream =
        new StudyStream(status.id(), study, pool, getContext().getSelf(), registry);
    getContext()
        .pipeToSelf(
            stream.run(
                lanes,
                getContext()
                    .getSystem()
                    .dispatchers()
                    .lookup(DispatcherSelector.defaultDispatcher()),
                Materializer.createMaterializer(getContext()),
                getContext().getSystem().scheduler()),
            (done, failure) ->
                new WrappedFailure(
                    failure == null
                        ? new IllegalStateException("the stream ended early")
                        : failure));
    persist();
    return this;
  }

  private void spawnAccumulators() {
    int channels = study.channels().size();
    int each = channels <= MOST_SINGLE_ACCUMULATORS ? 1 : CHANNELS_OF_A_GROUP;
    double variance = study.specification().law().variance();
    for (int first = 0; first < channels; first += each) {
      int count = Math.min(each, channels - first);
      ActorRef<Accumulator.Command> accumulator =
          getContext()
              .spawn(
                  Accumulator.create(first, count, study.estimand(), study.values(), variance),
                  "channels-" + first);
      getContext().watchWith(accumulator, new AccumulatorLost());
      accumulators.add(accumulator);
    }
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Fold fold -> onFold(fold);
      case Absorbed absorbed -> onAbsorbed();
      case Reported reported -> onReported(reported);
      case Subscribe subscribe -> onSubscribe(subscribe);
      case Describe describe -> onDescribe(describe);
      case GetMaps get -> onGetMaps(get);
      case Capture capture -> onCapture(capture);
      case Stop stop -> onStop(stop);
      case WrappedReview wrapped -> onReview(wrapped);
      case WrappedFailure wrapped -> onFailure(wrapped.cause());
      case AccumulatorLost lost -> onFailure(new IllegalStateException("an accumulator was lost"));
      case WrappedEnd wrapped -> onEnd(wrapped);
      case WrappedWritten wrapped -> onWritten(wrapped);
    };
  }

  private Behavior<Command> onFold(Fold fold) {
    if (ending || stopping != null) {
      fold.replyTo().tell(false);
      return this;
    }
    folding = fold;
    foldStart = System.nanoTime();
    sums.add(fold.tally());
    absorbing = accumulators.size();
    accumulators.forEach(
        accumulator ->
            accumulator.tell(new Accumulator.Absorb(fold.tally(), getContext().getSelf())));
    return this;
  }

  private Behavior<Command> onAbsorbed() {
    if (--absorbing == 0) {
      blocks++;
      status.folded(sums.trials());
      metrics.folded(study.plan().blockSize(), System.nanoTime() - foldStart);
      if (blocks == nextLook || stopping != null) {
        look(this::proceed);
      } else {
        proceed();
      }
    }
    return this;
  }

  private void look(Runnable then) {
    long start = System.nanoTime();
    gather(
        Set.of(),
        reports -> {
          Look look =
              evidence.look(
                  sums.trials(), reports.stream().map(ChannelReport::statistics).toList());
          status.looked(look);
          nextLook = looks.after(blocks);
          append(look);
          publish();
          metrics.looked(System.nanoTime() - start);
          if (!ending) {
            reviewNowAndThen();
          }
          then.run();
        });
  }

  private void append(Look look) {
    try {
      directory.append(look, study.channels());
    } catch (IOException e) {
      status.warn("history could not be written: " + e.getMessage());
    }
  }

  private void proceed() {
    if (folding == null || ending) {
      return;
    }
    ActorRef<Boolean> replyTo = folding.replyTo();
    folding = null;
    EndReason end =
        evidence.sufficient()
            ? EndReason.RELIABILITY
            : blocks == looks.blocks() ? EndReason.MAX_TRIALS : stopping;
    replyTo.tell(end == null);
    if (end != null) {
      end(end);
    }
  }

  private Behavior<Command> onStop(Stop stop) {
    if (ending || stopping != null) {
      return this;
    }
    stopping = stop.reason();
    status.stopping();
    publish();
    if (folding == null) {
      if (status.look() == null || status.look().trials() < sums.trials()) {
        look(() -> end(stop.reason()));
      } else {
        end(stop.reason());
      }
    }
    return this;
  }

  private Behavior<Command> onFailure(Throwable cause) {
    if (!ending) {
      status.fail(message(cause));
      getContext().getLog().warn("study {} failed: {}", status.id(), message(cause), cause);
      end(EndReason.FAILURE);
    }
    return this;
  }

  private static String message(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Freezes the maps as they are, lets the observer judge them, and has the results written. */
  private void end(EndReason reason) {
    ending = true;
    status.end(reason);
    publish();
    pool.tell(new LanePool.Forget(status.id()));
    gather(
        EnumSet.of(MapView.MAP),
        reports -> {
          StudySnapshot last = status.snapshot(maps(MapView.MAP, reports), reports, true);
          subscribers.forEach(subscriber -> subscriber.last().tell(last));
          if (reason == EndReason.FAILURE) {
            getContext().getSelf().tell(new WrappedEnd(null, null));
          } else {
            getContext().pipeToSelf(reviewer.review(maps(MapView.MAP, reports)), WrappedEnd::new);
          }
        });
  }

  private Behavior<Command> onEnd(WrappedEnd end) {
    if (end.review() != null) {
      status.reviewed(end.review());
    }
    if (end.failure() != null) {
      status.warn("the observer could not answer its own maps: " + message(end.failure()));
    }
    pool.tell(new LanePool.Forget(status.id()));
    gather(
        EnumSet.allOf(MapView.class),
        reports -> {
          List<StudyMaps> views =
              Arrays.stream(MapView.values()).map(view -> maps(view, reports)).toList();
          StudyView view = status.view();
          getContext()
              .pipeToSelf(
                  CompletableFuture.runAsync(() -> directory.writeResults(views, view), blocking()),
                  (done, failure) -> new WrappedWritten(failure));
        });
    return this;
  }

  private Behavior<Command> onWritten(WrappedWritten written) {
    if (written.failure() != null) {
      status.fail("results could not be written: " + message(written.failure()));
    }
    status.close();
    persist();
    publish();
    return Behaviors.stopped();
  }

  private void reviewNowAndThen() {
    if (reviewing || System.nanoTime() - lastReview < REVIEW_INTERVAL.toNanos()) {
      return;
    }
    reviewing = true;
    lastReview = System.nanoTime();
    persist();
    gather(
        EnumSet.of(MapView.MAP),
        reports ->
            getContext()
                .pipeToSelf(
                    reviewer.review(maps(MapView.MAP, reports)),
                    (review, failure) -> new WrappedReview(review)));
  }

  private Behavior<Command> onReview(WrappedReview wrapped) {
    reviewing = false;
    if (wrapped.review() != null && !ending) {
      status.reviewed(wrapped.review());
    }
    return this;
  }

  private Behavior<Command> onSubscribe(Subscribe subscribe) {
    subscribers.add(subscribe);
    subscribe.views().tell(status.view());
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe.replyTo().tell(Optional.of(status.view()));
    return this;
  }

  private Behavior<Command> onGetMaps(GetMaps get) {
    gather(
        EnumSet.of(get.view()),
        reports -> get.replyTo().tell(StatusReply.success(maps(get.view(), reports))));
    return this;
  }

  private Behavior<Command> onCapture(Capture capture) {
    gather(
        EnumSet.of(MapView.MAP),
        reports ->
            capture.replyTo().tell(status.snapshot(maps(MapView.MAP, reports), reports, false)));
    return this;
  }

  private void gather(Set<MapView> views, Consumer<List<ChannelReport>> then) {
    long request = ++requests;
    gatherings.put(request, new Gathering(then));
    var report = new Accumulator.Report(request, sums.means(), views, getContext().getSelf());
    accumulators.forEach(accumulator -> accumulator.tell(report));
  }

  private Behavior<Command> onReported(Reported reported) {
    Gathering gathering = gatherings.get(reported.request());
    if (gathering != null) {
      gathering.reports.addAll(reported.channels());
      if (gathering.reports.size() == study.channels().size()) {
        gatherings.remove(reported.request());
        gathering.reports.sort(Comparator.comparingInt(ChannelReport::channel));
        gathering.then.accept(gathering.reports);
      }
    }
    return this;
  }

  private StudyMaps maps(MapView view, List<ChannelReport> reports) {
    return status.maps(view, sums.trials(), reports);
  }

  private void publish() {
    StudyView view = status.view();
    subscribers.forEach(subscriber -> subscriber.views().tell(view));
  }

  private void persist() {
    try {
      directory.writeRecord(status.view());
    } catch (IOException e) {
      status.warn("the study's record could not be written: " + e.getMessage());
    }
  }

  private Executor blocking() {
    return getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }
}
