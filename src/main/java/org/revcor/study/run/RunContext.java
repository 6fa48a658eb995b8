package org.revcor.study.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.estimate.Tally;
import org.revcor.inference.LaneMetrics.BlockTimer;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.InactiveStudyException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyIdentity;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.ChannelReports.MapSelection;
import org.revcor.study.run.ChannelReports.Purpose;
import org.revcor.study.run.StudyRun.Command;
import org.revcor.study.run.StudyRun.RunSettings;

/** What a run consists of in all of its states. Used only by the run's actor. */
final class RunContext {
  final ActorContext<Command> context;
  final StudyStatus status;
  final PreparedStudy study;
  final RunWriter files;
  final StudyInference inference;
  final StudyMetrics metrics;
  private final Optional<ActorRef<ResponseCollector.Command>> clientRequests;
  final Accumulators accumulators;
  final Checkpoints checkpoints;
  private final Subscribers subscribers;
  private final StudyIdentity identity;
  private final List<ActorRef<StatusReply<StudyMaps>>> mapRequests = new ArrayList<>();
  private boolean isClosed;

  /**
   * @param ofContrasts collector of a search for contrasts that was ended early, which still takes
   *     the responses of its clients
   */
  RunContext(
      ActorContext<Command> context,
      StudyStatus status,
      RunDirectory directory,
      Lanes lanes,
      RunSettings settings,
      MeterRegistry registry,
      Optional<ActorRef<ResponseCollector.Command>> ofContrasts) {
    this.context = context;
    this.status = status;
    this.study = status.study();
    StudyInference onLanes = lanes.of(status.id(), study);
    if (study.isExternal()) {
      ActorRef<ResponseCollector.Command> created =
          ofContrasts.orElseGet(
              () -> collector(context, study, onLanes, directory.responses(), settings.lease()));
      this.clientRequests = Optional.of(created);
      this.inference =
          ExternalInference.of(study, onLanes, created, context.getSystem().scheduler());
    } else {
      this.clientRequests = Optional.empty();
      this.inference = onLanes;
    }
    this.identity = StudyIdentity.of(study);
    this.subscribers = new Subscribers(settings.subscribers());
    this.metrics = new StudyMetrics(registry);
    this.files = new RunWriter(directory, status, settings.reference(), context.getSelf());
    this.accumulators = new Accumulators(context, study, new StudyRun.PartLost("an accumulator"));
    this.checkpoints =
        new Checkpoints(
            context, accumulators, files, status, settings.checkpointInterval(), blocking());
  }

  /** Creates the collector of the responses of clients, which fails the run if it is lost. */
  static ActorRef<ResponseCollector.Command> collector(
      ActorContext<Command> context,
      PreparedStudy study,
      StudyInference lanes,
      Path log,
      Duration lease) {
    ActorRef<ResponseCollector.Command> created =
        context.spawn(
            ResponseCollector.create(study, lanes, log, lease),
            log.getFileName().toString(),
            DispatcherSelector.blocking());
    context.watchWith(created, new StudyRun.PartLost("the collection of responses"));
    return created;
  }

  Behavior<Command> anytime(Command command) {
    switch (command) {
      case StudyRun.Subscribe subscribe -> subscribers.add(subscribe, status.view());
      case StudyRun.Describe describe ->
          describe.replyTo().tell(StatusReply.success(status.view()));
      case StudyRun.Label(var labels, var replyTo) -> {
        status.label(labels);
        files.writeRecord();
        publish();
        replyTo.tell(StatusReply.success(status.view()));
      }
      case StudyRun.GetMaps get -> {
        mapRequests.add(get.replyTo());
        accumulators.snapshot(
            MapSelection.ofAll(EnumSet.of(get.view())),
            new Purpose.Maps(get.view(), get.replyTo()));
      }
      case StudyRun.Capture capture ->
          accumulators.snapshot(
              MapSelection.maps(capture.channels()), new Purpose.Frame(capture.replyTo()));
      case StudyRun.Reported reported -> onReported(reported);
      case StudyRun.LanesChanged changed -> {
        status.setObstacle(changed.availability().obstacle());
        publish();
      }
      case StudyRun.Fold fold -> fold.replyTo().tell(false);
      case StudyRun.Absorbed ofReportOrCheckpoint -> accumulators.onAbsorbed();
      case StudyRun.Saved saved -> checkpoints.onSaved(saved);
      case StudyRun.Committed committed -> {
        checkpoints.onCommitted(committed);
        publish();
      }
      case StudyRun.Close close -> isClosed |= subscribers.close();
      case StudyRun.PartLost lost -> {
        return fail(lost.part() + " failed; see the log");
      }
      case StudyRun.FolderLost lost -> {
        return fail("its folder was deleted while it ran");
      }
      case StudyRun.ToCollector(ResponseCollector.Request<?> request) -> collect(request);
      // requests after the last block, and results that no state waits for any more
      case StudyRun.Stop stop -> {}
      case StudyRun.Suspend suspend -> {}
      case StudyRun.StreamEnded ended -> {}
      case StudyRun.Searched searched -> {}
      case StudyRun.RoundDone done -> {}
      case StudyRun.SumsRead read -> {}
      case StudyRun.Written written -> {}
      case StudyRun.Retry retry -> {}
    }
    return isClosed && mapRequests.isEmpty() ? Behaviors.stopped() : Behaviors.same();
  }

  private void onReported(StudyRun.Reported reported) {
    ChannelReports reports = reported.reports();
    switch (reported.purpose()) {
      case Purpose.Maps maps -> {
        maps.replyTo().tell(StatusReply.success(reports.maps(study, maps.view())));
        mapRequests.remove(maps.replyTo());
      }
      case Purpose.Frame frame -> frame.replyTo().tell(status.snapshot(reports, false));
      case Purpose.Restored late -> {}
      case Purpose.ScheduledLook look -> throw unexpected(look);
      case Purpose.Boundary boundary -> throw unexpected(boundary);
      case Purpose.End end -> throw unexpected(end);
      case Purpose.Results results -> throw unexpected(results);
    }
  }

  private static IllegalStateException unexpected(Purpose purpose) {
    return new IllegalStateException("reports for another state: " + purpose);
  }

  private void collect(ResponseCollector.Request<?> request) {
    if (clientRequests.isEmpty()) {
      request.refuse(
          RefusedException.conflict(
              "study %s has a network; only studies with observer.external take responses"
                  .formatted(status.id())));
    } else if (status.state().isInactive()) {
      request.refuse(new InactiveStudyException(status.id(), status.state()));
    } else {
      clientRequests.get().tell(request);
    }
  }

  /** Fails the study, which has no results: they, its sums or its folder are lost. */
  Behavior<Command> fail(String problem) {
    context.getLog().error("study {} failed: {}", status.id(), problem);
    status.end(EndReason.FAILURE);
    status.fail(problem);
    status.close();
    inference.forget();
    checkpoints.abandon();
    files.writeRecord();
    publish();
    mapRequests.forEach(RunContext::refuseMaps);
    mapRequests.clear();
    return isClosed ? Behaviors.stopped() : Behaviors.receiveMessage(this::withoutSums);
  }

  private Behavior<Command> withoutSums(Command command) {
    return switch (command) {
      case StudyRun.ToCollector request -> anytime(request);
      case StudyRun.Subscribe subscribe -> anytime(subscribe);
      case StudyRun.Describe describe -> anytime(describe);
      case StudyRun.Label label -> anytime(label);
      case StudyRun.Fold fold -> anytime(fold);
      case StudyRun.Close close -> anytime(close);
      case StudyRun.GetMaps get -> {
        refuseMaps(get.replyTo());
        yield Behaviors.same();
      }
      default -> Behaviors.same();
    };
  }

  private static void refuseMaps(ActorRef<StatusReply<StudyMaps>> replyTo) {
    replyTo.tell(
        StatusReply.error(RefusedException.conflict("the study has failed and has no maps")));
  }

  void publish() {
    subscribers.publish(status.view());
  }

  void publishFinal(StudySnapshot snapshot) {
    subscribers.publishFinal(snapshot);
  }

  CheckpointHeader header(long blocks, int met) {
    return new CheckpointHeader(identity, blocks, accumulators.trials(), met, status.seconds());
  }

  Executor blocking() {
    return context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }

  static final class StudyMetrics {
    private final Counter trials;
    private final Counter looks;
    private final Timer folding;
    private final Timer looking;

    StudyMetrics(MeterRegistry registry) {
      trials = registry.counter("revcor.trials");
      looks = registry.counter("revcor.looks");
      folding = BlockTimer.of(registry, "fold");
      looking = BlockTimer.of(registry, "look");
    }

    void folded(int blockTrials, long nanos) {
      trials.increment(blockTrials);
      folding.record(Duration.ofNanos(nanos));
    }

    void looked(long nanos) {
      looks.increment();
      looking.record(Duration.ofNanos(nanos));
    }
  }

  /**
   * Subscribers of a run. Each receives every view, the final snapshot and the final view, however
   * late it subscribes. Used only by the run's actor.
   */
  static final class Subscribers {
    private final int expected;
    private final List<StudyRun.Subscribe> subscribers = new ArrayList<>();
    private @Nullable StudySnapshot last;
    private int closed;

    Subscribers(int expected) {
      this.expected = expected;
    }

    void add(StudyRun.Subscribe subscriber, StudyView view) {
      subscribers.add(subscriber);
      if (last != null) {
        subscriber.last().tell(last);
      }
      subscriber.views().tell(view);
    }

    void publish(StudyView view) {
      subscribers.forEach(subscriber -> subscriber.views().tell(view));
    }

    void publishFinal(StudySnapshot snapshot) {
      last = snapshot;
      subscribers.forEach(subscriber -> subscriber.last().tell(snapshot));
    }

    /** Counts a subscriber that has closed; returns whether it is the last one. */
    boolean close() {
      return ++closed == expected;
    }
  }

  /**
   * The inference of a study whose outputs come from outside. Lanes draw its stimuli and reduce its
   * outputs.
   *
   * @param window maximum number of blocks whose outputs are requested at a time
   */
  record ExternalInference(
      StudyInference lanes,
      ActorRef<ResponseCollector.Command> collector,
      Scheduler scheduler,
      int window)
      implements StudyInference {
    /** Memory for the stimuli and outputs of the blocks of a window. */
    private static final long MAX_BYTES = 64L << 20;

    private static final int MAX_BLOCKS = 32;
    private static final int MIN_BLOCKS = 2;

    /** Blocks that lanes reduce at a time. */
    private static final int REDUCTIONS = 4;

    static ExternalInference of(
        PreparedStudy study,
        StudyInference lanes,
        ActorRef<ResponseCollector.Command> collector,
        Scheduler scheduler) {
      return new ExternalInference(lanes, collector, scheduler, window(study));
    }

    private static int window(PreparedStudy study) {
      ObserverDescription observer = study.observer().description();
      long values = (long) observer.values() + ExternalObserver.valuesPerTrial(observer);
      long bytes = values * Float.BYTES * study.plan().blockSize();
      return Math.clamp(MAX_BYTES / bytes, MIN_BLOCKS, MAX_BLOCKS);
    }

    private record Block(long index, float[] outputs) {}

    @Override
    public Source<Tally, NotUsed> tallies(long first, long end) {
      return Source.unfold(
              first,
              block -> block < end ? Optional.of(Pair.create(block + 1, block)) : Optional.empty())
          .mapAsync(window, block -> outputs(block).thenApply(values -> new Block(block, values)))
          .mapAsync(REDUCTIONS, block -> lanes.tally(block.index(), block.outputs()));
    }

    private CompletionStage<float[]> outputs(long block) {
      return AskPattern.askWithStatus(
          collector,
          replyTo -> new ResponseCollector.Want(block, replyTo),
          REPLY_TIMEOUT,
          scheduler);
    }

    @Override
    public CompletionStage<Tally> tally(long block, float[] given) {
      return lanes.tally(block, given);
    }

    @Override
    public CompletionStage<byte[]> stimuli(long block) {
      return lanes.stimuli(block);
    }

    @Override
    public void reportAvailability(ActorRef<Availability> listener) {
      collector.tell(new ResponseCollector.ReportAvailability(listener));
    }

    @Override
    public void forget() {
      collector.tell(new ResponseCollector.Forget());
      lanes.forget();
    }
  }
}
