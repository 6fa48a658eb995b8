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
import org.revcor.study.registry.StudyActor.Command;
import org.revcor.study.registry.StudyEvent.FeedStopped;
import org.revcor.study.registry.StudyEvent.FilesUsed;
import org.revcor.study.registry.StudyEvent.RecordWritten;
import org.revcor.study.registry.StudyEvent.SlotReply;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;

/** What all states of a {@link StudyActor} use: its newest view, its record and its live feed. */
abstract class StudyContext {
  /** Requests that wait while a record is written; more are refused. */
  static final int MAX_WAITING = 1_000;

  /** Few events come while a record is written, and none may be lost. */
  private static final int MAX_EVENTS = 100;

  final ActorContext<Command> context;
  final StudyServices services;
  final ActorRef<StudyRegistry.Command> registry;
  StudyView view;

  /** Number of the last request for a slot; 0 for a study that was queued without one. */
  int attempt;

  @Nullable ActorRef<Live.Command> feed;

  StudyContext(
      ActorContext<Command> context,
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view) {
    this.context = context;
    this.services = services;
    this.registry = registry;
    this.view = view;
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

  /** Sets the newest view of a study without a run, and sends it to its clients. */
  void show(StudyView newest) {
    view = newest;
    if (feed != null) {
      feed.tell(new Live.Changed(newest));
    }
  }

  /** Shows the newest view of a study without a run, and reports it to the registry. */
  void report(StudyView newest) {
    show(newest);
    registry.tell(new StudyMessage.Changed(newest));
  }

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

  <T> void useFiles(StudyRequest.WithReply<T> request, Callable<T> work) {
    FileWork.pipeToSelf(context, work, result -> new FilesUsed<>(request, result));
  }

  static <T> Behavior<Command> reply(StudyRequest.WithReply<T> request, T value) {
    request.replyTo().tell(StatusReply.success(value));
    return Behaviors.same();
  }

  /** Writes the record. All other messages wait until then. */
  Behavior<Command> writing(
      StudyView written, Function<StatusReply<Done>, Behavior<Command>> next) {
    FileWork.pipeToSelf(
        context,
        () -> {
          services.files().write(written);
          return Done.getInstance();
        },
        RecordWritten::new);
    return Behaviors.withStash(
        MAX_WAITING + MAX_EVENTS,
        waiting ->
            state(
                command -> {
                  if (command instanceof RecordWritten(StatusReply<Done> result)) {
                    return waiting.unstashAll(next.apply(result));
                  }
                  if (command instanceof StudyRequest && waiting.size() >= MAX_WAITING) {
                    throw conflict("the record of study %s is being written; try again");
                  }
                  waiting.stash(command);
                  return Behaviors.same();
                }));
  }

  String id() {
    return view.id();
  }

  /** Returns the refusal of a request; the id replaces {@code %s}. */
  RefusedException conflict(String message) {
    return RefusedException.conflict(message.formatted(id()));
  }

  static boolean isInactive(StudyView study) {
    return study.lifecycle().state().isInactive();
  }

  static Behavior<Command> send(ActorRef<StudyRun.Command> run, StudyRun.Command command) {
    run.tell(command);
    return Behaviors.same();
  }

  /** Accepts a request that changes nothing, since the study runs or is about to. */
  Behavior<Command> resumeAgain(StudyRequest.Resume resume) {
    if (resume.how() instanceof Continuation.FromCheckpoint) {
      return reply(resume, view);
    }
    throw mustEndFirst(resume);
  }

  RefusedException mustEndFirst(StudyRequest.Resume resume) {
    return conflict(
        "study %s is running; "
            + (resume.how() instanceof Continuation.Restart ? "stop" : "pause")
            + " it first and wait until it is inactive");
  }

  RefusedException filesInUse(StudyRequest.FileRequest request) {
    return conflict(
        request instanceof StudyRequest.Delete
            ? "study %s is running; stop it before deleting it"
            : "study %s is running; pause or stop it first");
  }
}
