package org.revcor.server.analyses;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the analyses of a server one after the other, and stores their results. Blocks on file
 * access, so it needs a blocking dispatcher.
 */
public final class Analyses extends AbstractBehavior<Analyses.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(Analyses.class);
  private static final int MAX_WAITING = 20;

  /** Messages that the actor accepts. */
  public sealed interface Command {}

  /**
   * Starts an analysis. The error is an {@link AnalysisConflictException} if too many analyses
   * wait, the server is shutting down, or the data folder cannot be written.
   */
  public record Start(
      Analysis analysis, Arguments arguments, ActorRef<StatusReply<AnalysisView>> replyTo)
      implements Command {}

  /**
   * Replies with a page of the analyses, newest first.
   *
   * @param after last id of the previous page; null for the first page
   */
  public record GetPage(int limit, @Nullable String after, ActorRef<Page> replyTo)
      implements Command {}

  /** A page; {@code next} is the {@code after} of the next page, or null at the end. */
  public record Page(List<AnalysisView> analyses, @Nullable String next) {}

  /** Replies with the current view; an {@link UnknownAnalysisException} if it does not exist. */
  public record Get(String id, ActorRef<StatusReply<AnalysisView>> replyTo) implements Command {}

  /**
   * Stops an analysis at the next batch; no error if it has ended. An {@link
   * UnknownAnalysisException} if it does not exist.
   */
  public record Stop(String id, ActorRef<StatusReply<AnalysisView>> replyTo) implements Command {}

  /**
   * Deletes an ended analysis with its result; an {@link AnalysisConflictException} if it has not
   * ended, an {@link UnknownAnalysisException} if it does not exist.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Stops the running and all waiting analyses, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record Ended(String id, AnalysisEnd end) implements Command {}

  private record Waiting(String id, Analysis analysis, Arguments arguments) {}

  private record Running(String id, AnalysisProgress progress) {}

  private final AnalysisRunner runner;
  private final AnalysisFolders folders;
  private final AnalysisMetrics metrics;
  private final Executor blocking;
  private final AnalysisStore analyses;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<ActorRef<Done>> shuttingDown = new ArrayList<>();
  private @Nullable Running running;

  /** Reads the stored analyses; those that had not ended count as stopped with the server. */
  public static Behavior<Command> create(
      AnalysisRunner runner, AnalysisFolders folders, MeterRegistry registry) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context -> new Analyses(context, runner, folders, new AnalysisMetrics(registry))))
        .onFailure(SupervisorStrategy.restart());
  }

  private Analyses(
      ActorContext<Command> context,
      AnalysisRunner runner,
      AnalysisFolders folders,
      AnalysisMetrics metrics) {
    super(context);
    this.runner = runner;
    this.folders = folders;
    this.metrics = metrics;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.analyses = new AnalysisStore(folders);
    for (AnalysisView analysis : analyses.all()) {
      if (!analysis.state().isEnded()) {
        analyses.save(analysis.withEnd(AnalysisEnd.STOPPED_WITH_SERVER));
      }
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(PreRestart.class, signal -> stopRunning())
        .onSignal(PostStop.class, signal -> stopRunning())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Start start -> onStart(start);
      case GetPage get -> get.replyTo().tell(page(get.limit(), get.after()));
      case Get get -> onGet(get);
      case Stop stop -> onStop(stop);
      case Delete delete -> onDelete(delete);
      case ShutDown shutDown -> onShutDown(shutDown);
      case Ended ended -> onEnded(ended);
    }
    return this;
  }

  private Behavior<Command> stopRunning() {
    if (running != null) {
      running.progress().stop();
    }
    return this;
  }

  private void onStart(Start start) {
    if (!shuttingDown.isEmpty()) {
      refuse(start.replyTo(), "the server is shutting down");
      return;
    }
    if (waiting.size() >= MAX_WAITING) {
      refuse(
          start.replyTo(),
          "%d analyses are waiting, the maximum; stop some, or wait".formatted(waiting.size()));
      return;
    }
    AnalysisView created =
        AnalysisView.create(folders.newId(), start.analysis(), start.arguments());
    try {
      analyses.add(created);
    } catch (IOException e) {
      LOG.warn("analysis {} cannot be written", created.id(), e);
      refuse(start.replyTo(), "the data folder cannot be written (%s)".formatted(e));
      return;
    }
    waiting.add(new Waiting(created.id(), start.analysis(), start.arguments()));
    runNext();
    start.replyTo().tell(StatusReply.success(current(created)));
  }

  private void runNext() {
    Waiting next = running == null ? waiting.poll() : null;
    if (next == null) {
      return;
    }
    AnalysisProgress progress = new AnalysisProgress();
    running = new Running(next.id(), progress);
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> runner.run(next.id(), next.analysis(), next.arguments(), progress), blocking),
            (headline, failure) -> new Ended(next.id(), end(next, headline, failure)));
  }

  private AnalysisEnd end(Waiting waited, @Nullable String headline, @Nullable Throwable failure) {
    if (failure == null) {
      return AnalysisEnd.finished(String.valueOf(headline));
    }
    if (AnalysisEnd.isUnexpected(failure)) {
      LOG.error("analysis {} ({}) failed", waited.id(), waited.analysis().name(), failure);
    }
    return AnalysisEnd.of(failure, waited.analysis());
  }

  private void onEnded(Ended ended) {
    Optional<AnalysisView> before = analyses.find(ended.id());
    if (before.isEmpty() || running == null || !running.id().equals(ended.id())) {
      return; // started before a restart of this actor, which recorded it as stopped
    }
    AnalysisEnd end =
        shuttingDown.isEmpty() || ended.end().state() != AnalysisState.STOPPED
            ? ended.end()
            : AnalysisEnd.STOPPED_WITH_SERVER;
    AnalysisView analysis = current(before.get()).withEnd(end);
    running = null;
    analyses.save(analysis);
    metrics.record(analysis);
    runNext();
    shuttingDown.forEach(replyTo -> replyTo.tell(Done.getInstance()));
  }

  private Page page(int limit, @Nullable String after) {
    Collection<AnalysisView> newestFirst = analyses.newestFirst(after);
    List<AnalysisView> page = newestFirst.stream().limit(limit).map(this::current).toList();
    return new Page(page, newestFirst.size() > page.size() ? page.getLast().id() : null);
  }

  private void onGet(Get get) {
    get.replyTo()
        .tell(
            analyses
                .find(get.id())
                .map(analysis -> StatusReply.success(current(analysis)))
                .orElseGet(() -> StatusReply.error(new UnknownAnalysisException(get.id()))));
  }

  private void onStop(Stop stop) {
    Optional<AnalysisView> found = analyses.find(stop.id());
    if (found.isEmpty()) {
      stop.replyTo().tell(StatusReply.error(new UnknownAnalysisException(stop.id())));
      return;
    }
    if (waiting.removeIf(each -> each.id().equals(stop.id()))) {
      analyses.save(found.get().withEnd(AnalysisEnd.STOPPED));
    }
    if (running != null && running.id().equals(stop.id())) {
      running.progress().stop();
    }
    stop.replyTo().tell(StatusReply.success(current(analyses.find(stop.id()).orElseThrow())));
  }

  private void onDelete(Delete delete) {
    Optional<AnalysisView> found = analyses.find(delete.id());
    if (found.isEmpty()) {
      delete.replyTo().tell(StatusReply.error(new UnknownAnalysisException(delete.id())));
    } else if (!found.get().state().isEnded()) {
      refuse(
          delete.replyTo(),
          "analysis %s has not ended; stop it before deleting it".formatted(delete.id()));
    } else {
      try {
        analyses.delete(delete.id());
        delete.replyTo().tell(StatusReply.success(Done.getInstance()));
      } catch (IOException e) {
        LOG.warn("analysis {} cannot be deleted", delete.id(), e);
        refuse(delete.replyTo(), "the analysis folder cannot be deleted (%s)".formatted(e));
      }
    }
  }

  private void onShutDown(ShutDown shutDown) {
    shuttingDown.add(shutDown.replyTo());
    waiting.forEach(
        each ->
            analyses
                .find(each.id())
                .ifPresent(view -> analyses.save(view.withEnd(AnalysisEnd.STOPPED_WITH_SERVER))));
    waiting.clear();
    if (running == null) {
      shutDown.replyTo().tell(Done.getInstance());
    } else {
      running.progress().stop();
    }
  }

  /** Returns an analysis with its current progress. */
  private AnalysisView current(AnalysisView analysis) {
    return running != null && running.id().equals(analysis.id())
        ? analysis.withProgress(running.progress())
        : analysis;
  }

  private static <T> void refuse(ActorRef<StatusReply<T>> replyTo, String why) {
    replyTo.tell(StatusReply.error(new AnalysisConflictException(why)));
  }
}
