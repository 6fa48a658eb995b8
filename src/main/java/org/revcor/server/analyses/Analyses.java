package org.revcor.server.analyses;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RevcorException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;
import org.revcor.schema.Spelling;
import org.revcor.server.analyses.AnalysisView.AnalysisEnd;
import org.revcor.server.analyses.AnalysisView.AnalysisState;
import org.revcor.study.plan.StageFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the analyses of a server one after the other, and stores their results. Blocks on file
 * access, so it needs a blocking dispatcher.
 *
 * <pre>
 * idle ◄──► running ──► stopping ──► shutDown
 *   └──────────────────────────────────▲
 * </pre>
 */
public final class Analyses {
  private static final Logger LOG = LoggerFactory.getLogger(Analyses.class);
  private static final int MAX_WAITING = 20;

  public sealed interface Command {}

  /**
   * Starts an analysis. The error is a {@link RefusedException} if too many analyses wait, the
   * server is shutting down, or the data folder cannot be written.
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

  public record Get(String id, ActorRef<StatusReply<AnalysisView>> replyTo) implements Command {}

  /**
   * Stops an analysis at the next batch; no error if it has ended. A {@link RefusedException} if it
   * does not exist.
   */
  public record Stop(String id, ActorRef<StatusReply<AnalysisView>> replyTo) implements Command {}

  /**
   * Deletes an ended analysis with its result; a {@link RefusedException} if it has not ended or
   * does not exist.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record Ended(String id, AnalysisEnd end) implements Command {}

  private record Waiting(AnalysisView view, Analysis analysis, Arguments arguments) {}

  private record Running(String id, AnalysisProgress progress) {
    AnalysisView current(AnalysisView view) {
      return id.equals(view.id()) ? view.withProgress(progress) : view;
    }
  }

  private final ActorContext<Command> context;
  private final AnalysisRunner runner;
  private final MeterRegistry registry;
  private final Executor blocking;
  private final AnalysisStore analyses;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Behavior<Command> idle = Behaviors.receiveMessage(this::idle);

  /** No analysis can start any more. */
  private final Behavior<Command> shutDown =
      Behaviors.receiveMessage(command -> anytime(command, Optional.empty()));

  /** Reads the stored analyses; those that had not ended count as stopped with the server. */
  public static Behavior<Command> create(
      AnalysisRunner runner, AnalysisFolders folders, MeterRegistry registry) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context -> new Analyses(context, runner, folders, registry).idle))
        .onFailure(SupervisorStrategy.restart());
  }

  private Analyses(
      ActorContext<Command> context,
      AnalysisRunner runner,
      AnalysisFolders folders,
      MeterRegistry registry) {
    this.context = context;
    this.runner = runner;
    this.registry = registry;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.analyses = new AnalysisStore(folders);
  }

  /** No analysis runs or waits. */
  private Behavior<Command> idle(Command command) {
    return switch (command) {
      case Start start -> {
        reply(start.replyTo(), () -> admit(start).withProgress(new AnalysisProgress()));
        yield runNext();
      }
      default -> anytime(command, Optional.empty());
    };
  }

  private Behavior<Command> runNext() {
    Waiting next = waiting.poll();
    return next == null ? idle : running(run(next));
  }

  /** Returns the behaviour while an analysis runs, which is stopped when the actor stops. */
  private Behavior<Command> whileRunning(
      Running running, Function<Command, Behavior<Command>> behavior) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, behavior::apply)
        .onSignal(PreRestart.class, signal -> stop(running))
        .onSignal(PostStop.class, signal -> stop(running))
        .build();
  }

  private static Behavior<Command> stop(Running running) {
    running.progress().stop();
    return Behaviors.same();
  }

  /** An analysis runs; others may wait. */
  private Behavior<Command> running(Running running) {
    return whileRunning(
        running,
        command ->
            switch (command) {
              case Start start -> {
                reply(start.replyTo(), () -> admit(start));
                yield Behaviors.same();
              }
              case Ended(String id, AnalysisEnd end) when id.equals(running.id()) -> {
                save(running, end);
                yield runNext();
              }
              case ShutDown request -> {
                waiting.forEach(
                    each -> analyses.save(each.view().withEnd(AnalysisEnd.STOPPED_WITH_SERVER)));
                waiting.clear();
                running.progress().stop();
                yield stopping(running, List.of(request.replyTo()));
              }
              default -> anytime(command, Optional.of(running));
            });
  }

  /** The server is shutting down and waits for the running analysis. */
  private Behavior<Command> stopping(Running running, List<ActorRef<Done>> waitingForEnd) {
    return whileRunning(
        running,
        command ->
            switch (command) {
              case Ended(String id, AnalysisEnd end) when id.equals(running.id()) -> {
                save(
                    running,
                    end.state() == AnalysisState.STOPPED ? AnalysisEnd.STOPPED_WITH_SERVER : end);
                waitingForEnd.forEach(replyTo -> replyTo.tell(Done.getInstance()));
                yield shutDown;
              }
              case ShutDown request ->
                  stopping(
                      running,
                      Stream.concat(waitingForEnd.stream(), Stream.of(request.replyTo())).toList());
              default -> anytime(command, Optional.of(running));
            });
  }

  /**
   * Handles what is the same in most states: requests of views, and a shutdown without a running
   * analysis.
   */
  private Behavior<Command> anytime(Command command, Optional<Running> running) {
    switch (command) {
      case GetPage get ->
          get.replyTo()
              .tell(analyses.page(get.limit(), get.after(), view -> current(view, running)));
      case Get get -> reply(get.replyTo(), () -> current(analyses.get(get.id()), running));
      case Stop stop -> reply(stop.replyTo(), () -> stop(analyses.get(stop.id()), running));
      case Delete delete -> reply(delete.replyTo(), () -> analyses.delete(delete.id()));
      case Ended earlier -> LOG.debug("{} was started before a restart", earlier.id());
      case Start late ->
          reply(
              late.replyTo(),
              () -> {
                throw RefusedException.conflict("the server is shutting down");
              });
      case ShutDown request -> {
        request.replyTo().tell(Done.getInstance());
        return shutDown;
      }
    }
    return Behaviors.same();
  }

  private static <T> void reply(ActorRef<StatusReply<T>> replyTo, Supplier<T> request) {
    try {
      replyTo.tell(StatusReply.success(request.get()));
    } catch (RefusedException refused) {
      replyTo.tell(StatusReply.error(refused));
    }
  }

  /** Stores a new analysis, which then waits. */
  private AnalysisView admit(Start start) {
    if (waiting.size() >= MAX_WAITING) {
      throw RefusedException.conflict(
          "%d analyses are waiting, the maximum; stop some, or wait".formatted(waiting.size()));
    }
    AnalysisView created = analyses.add(start.analysis(), start.arguments());
    waiting.add(new Waiting(created, start.analysis(), start.arguments()));
    return created;
  }

  private Running run(Waiting next) {
    String id = next.view().id();
    AnalysisProgress progress = new AnalysisProgress();
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () -> runner.run(id, next.analysis(), next.arguments(), progress), blocking),
        (headline, failure) -> new Ended(id, end(next, headline, failure)));
    return new Running(id, progress);
  }

  private AnalysisEnd end(Waiting waited, @Nullable String headline, @Nullable Throwable failure) {
    if (failure == null) {
      return AnalysisEnd.finished(String.valueOf(headline));
    }
    Throwable cause = StageFailure.of(failure);
    if (!(cause instanceof RevcorException)) { // no message describes it
      LOG.error("analysis {} ({}) failed", waited.view().id(), waited.analysis().name(), cause);
    }
    return AnalysisEnd.of(cause, waited.analysis());
  }

  private void save(Running running, AnalysisEnd end) {
    AnalysisView ended = analyses.save(running.current(analyses.get(running.id())).withEnd(end));
    registry
        .timer(
            "revcor.analyses", "analysis", ended.analysis(), "state", Spelling.word(ended.state()))
        .record(Math.round(1e9 * ended.seconds()), TimeUnit.NANOSECONDS);
  }

  private static AnalysisView current(AnalysisView view, Optional<Running> running) {
    return running.map(each -> each.current(view)).orElse(view);
  }

  private AnalysisView stop(AnalysisView view, Optional<Running> running) {
    if (waiting.removeIf(each -> each.view().id().equals(view.id()))) {
      return analyses.save(view.withEnd(AnalysisEnd.STOPPED));
    }
    running.filter(each -> each.id().equals(view.id())).ifPresent(each -> each.progress().stop());
    return current(view, running);
  }

  /** All analyses of a server, in memory and in their folders. Blocks on file access. */
  static final class AnalysisStore {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysisStore.class);

    private final AnalysisFolders folders;
    private final NavigableMap<String, AnalysisView> analyses = new TreeMap<>();

    /** Reads the stored analyses; those that had not ended count as stopped with the server. */
    AnalysisStore(AnalysisFolders folders) {
      this.folders = folders;
      folders.all().forEach(analysis -> analyses.put(analysis.id(), analysis));
      List.copyOf(analyses.values()).stream()
          .filter(analysis -> !analysis.state().isEnded())
          .forEach(analysis -> save(analysis.withEnd(AnalysisEnd.STOPPED_WITH_SERVER)));
    }

    /**
     * Returns an analysis.
     *
     * @throws RefusedException if it does not exist
     */
    AnalysisView get(String id) {
      AnalysisView found = analyses.get(id);
      if (found == null) {
        throw RefusedException.unknown("analysis " + id);
      }
      return found;
    }

    /**
     * Returns a page of analyses, newest first.
     *
     * @param after id after which they begin; null for the first page
     */
    Analyses.Page page(int limit, @Nullable String after, UnaryOperator<AnalysisView> current) {
      Collection<AnalysisView> newestFirst =
          (after == null ? analyses : analyses.headMap(after, false)).descendingMap().values();
      List<AnalysisView> page = newestFirst.stream().limit(limit).map(current).toList();
      return new Analyses.Page(page, newestFirst.size() > page.size() ? page.getLast().id() : null);
    }

    /**
     * Adds a new analysis and returns it.
     *
     * @throws RefusedException if it cannot be written; it is not added then
     */
    AnalysisView add(Analysis analysis, Arguments arguments) {
      AnalysisView created = AnalysisView.create(folders.newId(), analysis, arguments);
      try {
        folders.put(created);
      } catch (IOException e) {
        LOG.warn("analysis {} cannot be written", created.id(), e);
        throw RefusedException.conflict("the data folder cannot be written (%s)".formatted(e));
      }
      analyses.put(created.id(), created);
      return created;
    }

    /** Replaces the state of an analysis and returns it; logs an error if it cannot be written. */
    AnalysisView save(AnalysisView analysis) {
      analyses.put(analysis.id(), analysis);
      try {
        folders.put(analysis);
      } catch (IOException e) {
        LOG.warn("the state of analysis {} cannot be written", analysis.id(), e);
      }
      return analysis;
    }

    /**
     * Deletes an ended analysis with its result.
     *
     * @throws RefusedException if it does not exist; if it has not ended, or cannot be deleted, it
     *     remains
     */
    Done delete(String id) {
      if (!get(id).state().isEnded()) {
        throw RefusedException.conflict(
            "analysis %s has not ended; stop it before deleting it".formatted(id));
      }
      try {
        folders.delete(id);
      } catch (IOException e) {
        LOG.warn("analysis {} cannot be deleted", id, e);
        throw RefusedException.conflict("the analysis folder cannot be deleted (%s)".formatted(e));
      }
      analyses.remove(id);
      return Done.getInstance();
    }
  }
}
