package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.file.Digest;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.IdempotencyKeys.RequestKey;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyFile.Sweep;
import org.revcor.study.specification.StudySpecification;

/**
 * The studies of a server: which exist, and how many may run. Each study has an actor, a child of
 * this one. Requests wait until the run directories are read; then the studies that were running
 * resume.
 */
public final class StudyRegistry {

  /**
   * Path of the dispatcher of file access in the settings of Pekko; running studies do not use it.
   */
  public static final String FILE_DISPATCHER = "revcor.file-dispatcher";

  /** Timeout of replies of the registry. */
  static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

  private static final int MAX_WAITING = 1_000;

  /** Messages that the registry accepts. */
  public sealed interface Command
      permits ToStudy, Submit, GetPage, GetUnwritten, ShutDown, FromStudy, Event {}

  /** Sends a request to a study. */
  public record ToStudy(String id, StudyRequest request) implements Command {}

  /** Studies to be created. */
  public sealed interface Requested {}

  public record SingleStudy(StudySpecification study) implements Requested {}

  /** A study with a sweep, as JSON. */
  public record StudySweep(String json) implements Requested {}

  /**
   * Creates studies, all or none, and starts them, now or when others have ended. The error is an
   * {@link org.revcor.InvalidInputException} if one is invalid, and a {@link RefusedException} if
   * disk space is lacking, or if they cannot be recorded.
   *
   * @param owner name of the token that creates them; null for none
   * @param key idempotency key: a repeated request of the owner creates no second studies; null for
   *     none
   */
  public record Submit(
      Requested requested,
      @Nullable String owner,
      @Nullable String key,
      ActorRef<StatusReply<Submitted>> replyTo)
      implements Command {

    /** Returns the key with the digest of the request; null without a key. */
    @Nullable RequestKey requestKey() {
      if (key == null) {
        return null;
      }
      String json =
          switch (requested) {
            case SingleStudy(StudySpecification study) -> StudyFile.toJson(study).toString();
            case StudySweep(String sweep) -> sweep;
          };
      return new RequestKey(key, Digest.of(json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /**
   * Created studies, running or queued.
   *
   * @param leftOut combinations that cannot run
   */
  public record Submitted(List<StudyView> studies, List<Sweep.LeftOut> leftOut) {}

  /** Replies with a page of the studies. */
  public record GetPage(StudyQuery query, ActorRef<Page> replyTo) implements Command {}

  /**
   * A page of studies.
   *
   * @param next the {@link StudyQuery#after} of the next page; null at the end
   * @param damaged all studies whose records cannot be read
   */
  public record Page(List<StudyView> studies, @Nullable String next, List<Damaged> damaged) {}

  /** A study whose record cannot be read; it is listed, and refuses all requests. */
  public record Damaged(String id, String problem) {}

  /** Replies with the ids of the running studies whose files cannot be written. */
  public record GetUnwritten(ActorRef<List<String>> replyTo) implements Command {}

  /** Suspends all studies with a checkpoint for the next process, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  /** A message of the registry to itself. */
  sealed interface Event extends Command {}

  record Contents(StudyFiles.Found found, IdempotencyKeys keys) {}

  record Opened(StatusReply<Contents> contents) implements Event {}

  record StudyStopped(String id, ActorRef<StudyActor.Command> actor) implements Event {}

  /** Requests ids and slots for the prepared studies of a request. */
  record Admit(List<PreparedStudy> studies, Submit submit, ActorRef<StatusReply<Admitted>> replyTo)
      implements Event {}

  /**
   * @param ids ids of the studies, after those of all requests that were admitted before
   * @param starting number of studies that can start now, the first ones
   */
  record Admitted(List<String> ids, int starting) {}

  /** Lets the queue try again to start a study that could not be started. */
  record RetryQueue() implements Event {}

  record Created(StatusReply<StudyCreation.NewStudies> result, Submit submit) implements Event {}

  /** Creates the behaviour. The actor stops if the folder cannot be read. */
  public static Behavior<Command> create(
      StudiesSettings settings, Lanes lanes, Materials materials, MeterRegistry meters) {
    StudyServices services = new StudyServices(settings, materials, lanes, meters);
    return Behaviors.setup(
        context -> {
          FileWork.pipeToSelf(context, () -> read(services), Opened::new);
          return Behaviors.withStash(MAX_WAITING, stash -> opening(context, services, stash));
        });
  }

  private static Contents read(StudyServices services) {
    StudyFiles.Found found = services.files().readAll();
    return new Contents(found, IdempotencyKeys.read(services.settings().keys(), found.ids()));
  }

  private static Behavior<Command> opening(
      ActorContext<Command> context, StudyServices services, StashBuffer<Command> stash) {
    return Behaviors.receiveMessage(
        command -> {
          if (!(command instanceof Opened(StatusReply<Contents> contents))) {
            if (!stash.isFull()) { // else the sender gets no reply in time
              stash.stash(command);
            }
            return Behaviors.same();
          }
          if (contents.isError()) {
            context
                .getLog()
                .error(
                    "the records of the studies cannot be read, so the server stops: {}",
                    StageFailure.message(contents.getError()));
            return Behaviors.stopped();
          }
          Contents all = contents.getValue();
          RegisteredStudies registered = new RegisteredStudies(context, services, all.keys());
          return stash.unstashAll(registered.open(all.found()));
        });
  }

  /** A message of a study's actor to the registry. */
  sealed interface FromStudy extends Command {

    /**
     * Requests a slot for a study that resumes. The reply is {@link StudyEvent.Reserved}, or {@link
     * StudyEvent.Queued} if the study has to wait.
     *
     * @param attempt number of the request, repeated in the reply
     * @param canWait whether the study waits in the queue for a slot; otherwise it is refused
     */
    record ReserveSlot(String id, int attempt, boolean canWait, ActorRef<StudyActor.Command> study)
        implements FromStudy {}

    /**
     * Reserves memory for a prepared study that is about to start. The error is a {@link
     * RefusedException} of {@code MEMORY}.
     */
    record ReserveMemory(
        StudyView study, PreparedStudy prepared, ActorRef<StatusReply<Done>> replyTo)
        implements FromStudy {}

    /**
     * The study cannot start now, and waits in the queue again.
     *
     * @param attempt number of its last request
     * @param problem why it is tried again later; null if the registry has refused it
     * @param blocksQueue whether the studies behind it wait as well; false if only its own files
     *     cannot be read or written
     */
    record Requeued(String id, int attempt, @Nullable String problem, boolean blocksQueue)
        implements FromStudy {}

    /** The study has started. */
    record Started(StudyView study) implements FromStudy {}

    /** The newest view of the study. A study that is inactive releases its slot. */
    record Changed(StudyView study) implements FromStudy {}

    /**
     * The run directory is deleted. The reply is {@link StudyEvent.Unlisted}, after the last
     * request to the study.
     */
    record Deleted(String id, ActorRef<StudyActor.Command> study) implements FromStudy {}
  }
}
