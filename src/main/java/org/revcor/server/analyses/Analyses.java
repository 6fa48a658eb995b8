package org.revcor.server.analyses;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
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
import org.revcor.experiment.Arguments;
import org.revcor.experiment.AnalysisProgress;
import org.revcor.experiment.Analysis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All analyses of a server: one runs, some wait, and those that have ended are kept. It reads and
 * writes files itself, so it belongs on a dispatcher for that.
 */
public final class Analyses extends AbstractBehavior<Analyses.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(Analyses.class);
  private static final int MAX_WAITING = 20;

  /** What is asked of it. */
  public sealed interface Command {}

  /**
   * Asks for an analysis. The error is an {@link AnalysisConflictException} if too many wait, the
   * server shuts down, or the data folder cannot be written.
   */
  public record Begin(
      Analysis experiment, Arguments arguments, ActorRef<StatusReply<AnalysisView>> replyTo)
      implements Command {}

  /**
   * Asks for a page of the analyses, newest first.
   *
   * @param after id that the page comes after; null for the first page
   */
  public record GetPage(int limit, @Nullable String after, ActorRef<Page> replyTo)
      implements Command {}

  /** A page; {@code next} is the id to go on after, or null at the end. */
  public record Page(List<AnalysisView> analyses, @Nullable String next) {}

  /** Asks for an analysis as it is now; an {@link UnknownAnalysisException} if there is none. */
  public record Get(String id, ActorRef<StatusReply<AnalysisView>> replyTo) implements Command {}

  /**
   * Ends an analysis at the next batch; no error if it has ended. An {@link
   * UnknownAnalysisException} if there is none.
   */
  public record Stop(String id, ActorRef<StatusReply<AnalysisView>> replyTo) implements Command {}

  /**
   * Deletes an analysis that has ended, with its findings; an {@link AnalysisConflictException} if
   * it has not, an {@link UnknownAnalysisException} if there is none.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Stops what runs and what waits, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record Ended(String id, AnalysisEnd end) implements Command {}

  private record Waiting(String id, Analysis experiment, Arguments arguments) {}

  private record Running(String id, AnalysisProgress course) {}

  private final AnalysisSettings workplace;
  private final AnalysisMetrics metrics;
  private final Executor blocking;
  private final NavigableMap<String, AnalysisView> analyses = new TreeMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<ActorRef<Done>> shuttingDown = new ArrayList<>();
  private @Nullable Running running;

  /** Reads what was kept; what had not ended did with the server that it was asked of. */
  public static Behavior<Command> create(AnalysisSettings workplace, MeterRegistry registry) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context -> new Analyses(context, workplace, new AnalysisMetrics(registry))))
        .onFailure(SupervisorStrategy.restart());
  }

  private Analyses(
      ActorContext<Command> context, AnalysisSettings workplace, AnalysisMetrics metrics) {
    super(context);
    this.workplace = workplace;
    this.metrics = metrics;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    for (AnalysisView analysis : workplace.folders().all()) {
      analyses.put(analysis.id(), analysis);
      if (!analysis.state().ended()) {
        keep(analysis.ended(AnalysisEnd.WITH_THE_SERVER));
      }
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(PreRestart.class, signal -> abandon())
        .onSignal(PostStop.class, signal -> abandon())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Begin begin -> onBegin(begin);
      case GetPage get -> get.replyTo().tell(page(get.limit(), get.after()));
      case Get get -> onGet(get);
      case Stop stop -> onStop(stop);
      case Delete delete -> onDelete(delete);
      case ShutDown shutDown -> onShutDown(shutDown);
      case Ended ended -> onEnded(ended);
    }
    return this;
  }

  private Behavior<Command> abandon() {
    if (running != null) {
      running.course().stop();
    }
    return this;
  }

  private void onBegin(Begin begin) {
    if (!shuttingDown.isEmpty()) {
      refuse(begin.replyTo(), "the server is shutting down");
      return;
    }
    if (waiting.size() >= MAX_WAITING) {
      refuse(
          begin.replyTo(),
          "%d analyses wait already, as many as may; stop some, or wait".formatted(waiting.size()));
      return;
    }
    AnalysisView asked =
        AnalysisView.asked(workplace.folders().newId(), begin.experiment(), begin.arguments());
    try {
      workplace.folders().put(asked);
    } catch (IOException e) {
      LOG.warn("analysis {} cannot be set down", asked.id(), e);
      refuse(begin.replyTo(), "the data folder cannot be written (%s)".formatted(e));
      return;
    }
    analyses.put(asked.id(), asked);
    waiting.add(new Waiting(asked.id(), begin.experiment(), begin.arguments()));
    runNext();
    begin.replyTo().tell(StatusReply.success(now(asked)));
  }

  private void runNext() {
    Waiting next = running == null ? waiting.poll() : null;
    if (next == null) {
      return;
    }
    AnalysisProgress course = new AnalysisProgress();
    running = new Running(next.id(), course);
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> workplace.make(next.id(), next.experiment(), next.arguments(), course),
                blocking),
            (headline, failure) -> new Ended(next.id(), end(next, headline, failure)));
  }

  private AnalysisEnd end(Waiting asked, @Nullable String headline, @Nullable Throwable failure) {
    if (failure == null) {
      return AnalysisEnd.finished(String.valueOf(headline));
    }
    if (AnalysisEnd.isUnexpected(failure)) {
      LOG.error("analysis {} ({}) failed", asked.id(), asked.experiment().name(), failure);
    }
    return AnalysisEnd.of(failure, asked.experiment());
  }

  private void onEnded(Ended ended) {
    AnalysisView before = analyses.get(ended.id());
    if (before == null || running == null || !running.id().equals(ended.id())) {
      return; // begun before a restart of this actor, which has set down that it stopped
    }
    AnalysisEnd end =
        shuttingDown.isEmpty() || ended.end().state() != AnalysisState.STOPPED
            ? ended.end()
            : AnalysisEnd.WITH_THE_SERVER;
    AnalysisView analysis = now(before).ended(end);
    running = null;
    keep(analysis);
    metrics.ended(analysis);
    runNext();
    shuttingDown.forEach(replyTo -> replyTo.tell(Done.getInstance()));
  }

  private Page page(int limit, @Nullable String after) {
    Collection<AnalysisView> newestFirst =
        (after == null ? analyses : analyses.headMap(after, false)).descendingMap().values();
    List<AnalysisView> page = newestFirst.stream().limit(limit).map(this::now).toList();
    return new Page(page, newestFirst.size() > page.size() ? page.getLast().id() : null);
  }

  private void onGet(Get get) {
    get.replyTo()
        .tell(
            find(get.id())
                .map(analysis -> StatusReply.success(now(analysis)))
                .orElseGet(() -> StatusReply.error(new UnknownAnalysisException(get.id()))));
  }

  private void onStop(Stop stop) {
    Optional<AnalysisView> found = find(stop.id());
    if (found.isEmpty()) {
      stop.replyTo().tell(StatusReply.error(new UnknownAnalysisException(stop.id())));
      return;
    }
    if (waiting.removeIf(each -> each.id().equals(stop.id()))) {
      keep(found.get().ended(AnalysisEnd.STOPPED));
    }
    if (running != null && running.id().equals(stop.id())) {
      running.course().stop();
    }
    stop.replyTo().tell(StatusReply.success(now(find(stop.id()).orElseThrow())));
  }

  private void onDelete(Delete delete) {
    Optional<AnalysisView> found = find(delete.id());
    if (found.isEmpty()) {
      delete.replyTo().tell(StatusReply.error(new UnknownAnalysisException(delete.id())));
    } else if (!found.get().state().ended()) {
      refuse(
          delete.replyTo(),
          "analysis %s has not ended; stop it before it is deleted".formatted(delete.id()));
    } else {
      try {
        workplace.folders().delete(delete.id());
        analyses.remove(delete.id());
        delete.replyTo().tell(StatusReply.success(Done.getInstance()));
      } catch (IOException e) {
        LOG.warn("analysis {} cannot be deleted", delete.id(), e);
        refuse(delete.replyTo(), "its folder cannot be deleted (%s)".formatted(e));
      }
    }
  }

  private void onShutDown(ShutDown shutDown) {
    shuttingDown.add(shutDown.replyTo());
    waiting.forEach(
        each -> find(each.id()).ifPresent(view -> keep(view.ended(AnalysisEnd.WITH_THE_SERVER))));
    waiting.clear();
    if (running == null) {
      shutDown.replyTo().tell(Done.getInstance());
    } else {
      running.course().stop();
    }
  }

  private Optional<AnalysisView> find(String id) {
    return Optional.ofNullable(analyses.get(id));
  }

  /** An analysis with how far it is. */
  private AnalysisView now(AnalysisView analysis) {
    return running != null && running.id().equals(analysis.id())
        ? analysis.running(running.course())
        : analysis;
  }

  private void keep(AnalysisView analysis) {
    analyses.put(analysis.id(), analysis);
    try {
      workplace.folders().put(analysis);
    } catch (IOException e) {
      LOG.warn("what became of analysis {} cannot be set down", analysis.id(), e);
    }
  }

  private static <T> void refuse(ActorRef<StatusReply<T>> replyTo, String why) {
    replyTo.tell(StatusReply.error(new AnalysisConflictException(why)));
  }
}
