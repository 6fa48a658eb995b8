package org.revcor.study.registry;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RevcorException;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.RunPreparation.PreparedRun;
import org.revcor.study.registry.StudyRegistry.FromStudy;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;

/**
 * One study: its life cycle, its run, its live feed and its entry in the database. The states are
 * the behaviours of {@link InactiveStudy} and {@link ActiveStudy}.
 */
final class StudyActor {

  /** Messages that a study accepts. */
  sealed interface Command permits StudyRequest, Event {}

  /** A message that is no request of a client. */
  sealed interface Event extends Command {}

  /** Suspends a running study for the next process. */
  record Suspend() implements Event {}

  /** The lanes run, so the study can resume after a start of the server. */
  record LanesStarted() implements Event {}

  /** A reply to a request for a slot. One to an earlier attempt is ignored. */
  sealed interface SlotReply extends Event {
    int attempt();
  }

  /** The study waits in the queue; its view has the position. */
  record Queued(int attempt, StudyView view) implements SlotReply {}

  /** A slot is reserved for the study, or the request is refused. */
  record Reserved(int attempt, StatusReply<Done> result) implements SlotReply {}

  /** The next run is prepared. */
  record Prepared(StatusReply<PreparedRun> run) implements Event {}

  /** The registry sends no more requests to the study, which is being deleted. */
  record Unlisted() implements Event {}

  /** A view of the run. */
  record Viewed(StudyView view) implements Event {}

  record RunStopped(ActorRef<StudyRun.Command> run) implements Event {}

  record FeedStopped(ActorRef<Live.Command> feed) implements Event {}

  record RecordWritten(boolean isWritten) implements Event {}

  /** A request that used the files is done. */
  record FilesUsed<T>(StudyRequest.WithReply<T> request, StatusReply<T> result) implements Event {
    void reply() {
      request.replyTo().tell(result);
    }
  }

  final ActorContext<Command> context;
  final StudyServices services;
  final ActorRef<StudyRegistry.Command> registry;
  final DurableEntry entry;
  StudyView view;

  /** Number of the last request for a slot; 0 for a study that was queued without one. */
  int attempt;

  private @Nullable ActorRef<Live.Command> feed;

  private StudyActor(
      ActorContext<Command> context,
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view,
      @Nullable StudyEntry entry) {
    this.context = context;
    this.services = services;
    this.registry = registry;
    this.view = view;
    this.entry = new DurableEntry(services.database(), entry);
  }

  /**
   * Creates the actor of a study with a run directory. A study that ran when the server stopped
   * resumes.
   *
   * @param entry entry in the database; null if it has none
   */
  static Behavior<Command> existing(
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view,
      @Nullable StudyEntry entry) {
    return create(
        services,
        registry,
        view,
        entry,
        study -> {
          if (!view.lifecycle().state().isInactive()) {
            return new ActiveStudy(study).resumeAfterRestart();
          }
          if (DurableEntry.isUnrecordedPause(entry)) {
            return new WritingStudy(study).record(view);
          }
          return DurableEntry.isQueued(entry, view)
              ? new QueuedStudy(study, view).queued()
              : new InactiveStudy(study).begin();
        });
  }

  /** Creates the actor of an inactive study whose record is to be written. */
  static Behavior<Command> unrecorded(
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view,
      @Nullable StudyEntry entry) {
    return create(services, registry, view, entry, study -> new WritingStudy(study).record(view));
  }

  /** Creates the actor of a new study that starts. */
  static Behavior<Command> started(
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyCreation.NewStudy created,
      PreparedRun prepared) {
    return create(
        services,
        registry,
        created.view(),
        created.entry(),
        study -> new ActiveStudy(study).startNew(prepared));
  }

  /** Creates an actor whose lines in the log have the id of the study. */
  private static Behavior<Command> create(
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view,
      @Nullable StudyEntry entry,
      Function<StudyActor, Behavior<Command>> first) {
    return Behaviors.withMdc(
        Command.class,
        Map.of("study", view.id()),
        Behaviors.setup(
            context -> first.apply(new StudyActor(context, services, registry, view, entry))));
  }

  String id() {
    return view.id();
  }

  /** Sets the newest view of a study without a run, and sends it to its clients. */
  void show(StudyView newest) {
    view = newest;
    if (feed != null) {
      feed.tell(new Live.Changed(newest));
    }
  }

  /** Sets the newest view and reports it to the registry. */
  void update(StudyView newest) {
    view = newest;
    registry.tell(new FromStudy.Changed(newest));
  }

  /**
   * Saves the newest view in the database, then reports it.
   *
   * @param state state from which the next process continues
   */
  void update(StudyView newest, StudyState state) {
    entry.save(newest, state);
    update(newest);
  }

  /** Returns the live feed; creates it if there is none. */
  ActorRef<Live.Command> feed() {
    if (feed != null) {
      return feed;
    }
    ActorRef<Live.Command> created =
        context.spawnAnonymous(
            Behaviors.withMdc(
                Live.Command.class,
                Map.of("study", id()),
                Live.create(view, services.files(), services.settings().frameInterval())));
    context.watchWith(created, new FeedStopped(created));
    feed = created;
    return created;
  }

  boolean hasFeed() {
    return feed != null;
  }

  /**
   * Returns the behaviour of a state. A feed that stopped is forgotten before the handler is
   * called; a reply to an earlier request for a slot is ignored.
   *
   * @param handler throws a {@link RevcorException} to refuse a request
   */
  Behavior<Command> state(Function<Command, Behavior<Command>> handler) {
    return Behaviors.receiveMessage(
        command -> {
          if (command instanceof FeedStopped stopped && stopped.feed().equals(feed)) {
            feed = null;
          }
          if (command instanceof SlotReply late && late.attempt() != attempt) {
            return Behaviors.same();
          }
          try {
            return handler.apply(command);
          } catch (RevcorException refused) {
            if (command instanceof StudyRequest request) {
              request.refuse(refused);
              return Behaviors.same();
            }
            throw refused;
          }
        });
  }

  /** Returns the refusal of a request; the id replaces {@code %s}. */
  RefusedException conflict(String message) {
    return RefusedException.conflict(message.formatted(id()));
  }

  /** Replies, and stays in the state. */
  static <T> Behavior<Command> reply(StudyRequest.WithReply<T> request, T value) {
    request.replyTo().tell(StatusReply.success(value));
    return Behaviors.same();
  }

  /** Replies to a request while the study has no run. */
  Behavior<Command> read(StudyRequest.Reading request) {
    StudyView study = view;
    switch (request) {
      case StudyRequest.Get get -> reply(get, study);
      case StudyRequest.GetLive get -> reply(get, feed());
      case StudyRequest.GetMaps get ->
          FileWork.reply(context, () -> services.files().maps(study, get.view()), get.replyTo());
    }
    return Behaviors.same();
  }

  /** Uses the files for a request; {@link FilesUsed} has the result. */
  <T> void useFiles(StudyRequest.WithReply<T> request, Callable<T> work) {
    FileWork.pipeToSelf(context, work, result -> new FilesUsed<>(request, result));
  }
}
