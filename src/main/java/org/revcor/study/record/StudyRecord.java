package org.revcor.study.record;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.state.DurableStateStoreRegistry;
import org.apache.pekko.persistence.state.javadsl.DurableStateUpdateStore;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.state.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.state.javadsl.DurableStateBehavior;
import org.apache.pekko.persistence.typed.state.javadsl.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entry of one study to the database. After a failed write it restarts with backoff and
 * reads the database again; the current command then gets no reply.
 */
final class StudyRecord extends DurableStateBehavior<StudyRecord.Command, Stored> {
  static final String TAG = "study";

  private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(3);
  private static final double JITTER = 0.2;

  /** Messages that the record accepts. */
  sealed interface Command {}

  /**
   * Replaces the entry.
   *
   * @param number returned with the outcome
   */
  record Put(StudyEntry entry, long number, ActorRef<Outcome> replyTo) implements Command {}

  /** Removes the row, readable or not, and stops the actor. */
  record Delete(ActorRef<Outcome> replyTo) implements Command {}

  private record Deleted(@Nullable Throwable failure, ActorRef<Outcome> replyTo)
      implements Command {}

  /** The result of a command. */
  sealed interface Outcome {
    String id();
  }

  /** The entry with this number is in the database. */
  record Written(String id, long number) implements Outcome {}

  /** The entry was not written, since it would overwrite an unreadable one. */
  record Refused(String id, long number, String problem) implements Outcome {}

  /** The database has no row of the study. */
  record Gone(String id) implements Outcome {}

  static Behavior<Command> create(String id) {
    return Behaviors.setup(context -> new StudyRecord(context, id));
  }

  private static PersistenceId persistenceId(String id) {
    return PersistenceId.of(TAG, id);
  }

  /** Returns the id of the study that a row belongs to. */
  static String studyOf(String persistenceId) {
    return persistenceId.substring(TAG.length() + PersistenceId.DefaultSeparator().length());
  }

  private final ActorContext<Command> context;
  private final String id;
  private boolean deleting;

  private StudyRecord(ActorContext<Command> context, String id) {
    super(
        persistenceId(id),
        SupervisorStrategy.restartWithBackoff(MIN_BACKOFF, MAX_BACKOFF, JITTER)
            .withLoggingEnabled(false));
    this.context = context;
    this.id = id;
  }

  @Override
  public String tag() {
    return TAG;
  }

  @Override
  public Stored emptyState() {
    return Stored.Absent.ABSENT;
  }

  @Override
  public CommandHandler<Command, Stored> commandHandler() {
    return (stored, command) ->
        switch (command) {
          case Put put -> onPut(stored, put);
          case Delete delete -> onDelete(delete);
          case Deleted deleted -> onDeleted(deleted);
        };
  }

  private Effect<Stored> onPut(Stored stored, Put put) {
    if (deleting) {
      return Effect().none();
    }
    if (stored instanceof Stored.Unreadable unreadable) {
      return Effect()
          .none()
          .thenRun(() -> put.replyTo().tell(new Refused(id, put.number(), unreadable.problem())));
    }
    return Effect()
        .persist(put.entry())
        .thenRun(() -> put.replyTo().tell(new Written(id, put.number())));
  }

  /**
   * Deletes through the store. Pekko's delete effect passes the next revision, but the plugin only
   * deletes the row of the current one.
   */
  private Effect<Stored> onDelete(Delete delete) {
    long revision = lastSequenceNumber(context);
    if (revision == 0) {
      return gone(delete.replyTo());
    }
    if (!deleting) {
      deleting = true;
      context.pipeToSelf(
          store().deleteObject(persistenceId(id).id(), revision),
          (done, failure) -> new Deleted(failure, delete.replyTo()));
    }
    return Effect().none();
  }

  private Effect<Stored> onDeleted(Deleted deleted) {
    if (deleted.failure() != null) {
      context.getLog().debug("the entry of study {} was not removed", id, deleted.failure());
      return Effect().stop();
    }
    return gone(deleted.replyTo());
  }

  private Effect<Stored> gone(ActorRef<Outcome> replyTo) {
    return Effect().none().thenRun(() -> replyTo.tell(new Gone(id))).thenStop();
  }

  @SuppressWarnings("unchecked")
  private DurableStateUpdateStore<Object> store() {
    return DurableStateStoreRegistry.get(context.getSystem().classicSystem())
        .getDurableStateStoreFor(DurableStateUpdateStore.class, DatabaseSettings.PLUGIN);
  }
}
