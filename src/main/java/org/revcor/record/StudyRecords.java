package org.revcor.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of all studies of a server. What is to be kept is kept in memory until the database
 * has it, however long that takes; of each study the newest entry alone.
 */
public final class StudyRecords extends AbstractBehavior<StudyRecords.Command> {

  /** Messages that the records take. */
  public sealed interface Command {}

  /** Keeps a study's newest entry. No reply: it becomes durable when the database can. */
  public record Keep(StudyEntry entry) implements Command {}

  /**
   * Keeps the first entry of a new study, and replies once it is durable. The error is a {@link
   * DatabaseUnavailableException}, within 5 s, if the database does not answer; the study must not
   * begin then, and what may have been written of it is removed.
   */
  public record Create(StudyEntry entry, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Removes a study's entry, and replies once it is gone for good; no error if there is none. What
   * is kept of this study later is ignored.
   */
  public record Remove(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Reads what the database has; what waits in memory is not part of it. The error is a {@link
   * DatabaseUnavailableException}.
   */
  public record ReadAll(ActorRef<StatusReply<RecordedStudies>> replyTo) implements Command {}

  /** Asks how the database is. */
  public record GetStatus(ActorRef<RecordStatus> replyTo) implements Command {}

  /** Replies when nothing waits any more; at the end of a server, say. */
  public record AwaitDurable(ActorRef<Done> replyTo) implements Command {}

  /**
   * Times that it keeps to.
   *
   * @param idle between two probes of a database that answers
   * @param busy between two probes while something waits or the database is away
   * @param patience after which a write without an answer counts as lost
   * @param create within which {@link Create} is answered
   */
  record Pace(Duration idle, Duration busy, Duration patience, Duration create) {
    static Pace standard() {
      return new Pace(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(6),
          Duration.ofSeconds(5));
    }
  }

  private record WrappedOutcome(StudyRecord.Outcome outcome) implements Command {}

  private record WrappedEntries(
      @Nullable RecordedStudies studies,
      @Nullable Throwable failure,
      ActorRef<StatusReply<RecordedStudies>> replyTo)
      implements Command {}

  private record Probed(@Nullable Throwable failure) implements Command {}

  private record RecordStopped(String id) implements Command {}

  private record CreateLate(String id) implements Command {}

  private enum Tick implements Command {
    TICK
  }

  /** Records in a database that is open. The actor system must have its settings. */
  public static Behavior<Command> create(Database database) {
    return create(database, Pace.standard());
  }

  static Behavior<Command> create(Database database, Pace pace) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new StudyRecords(context, timers, database, pace)));
  }

  private static final Logger LOG = LoggerFactory.getLogger(StudyRecords.class);

  private final TimerScheduler<Command> timers;
  private final Database database;
  private final Pace pace;
  private final Executor blocking;
  private final ActorRef<StudyRecord.Outcome> outcomes;
  private final Availability availability;
  private final Map<String, Delivery> deliveries = new HashMap<>();
  private final List<ActorRef<Done>> awaiting = new ArrayList<>();
  private boolean isAvailable = true;
  private boolean probing;
  private long probed = System.nanoTime();

  private StudyRecords(
      ActorContext<Command> context, TimerScheduler<Command> timers, Database database, Pace pace) {
    super(context);
    this.timers = timers;
    this.database = database;
    this.pace = pace;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.outcomes = context.messageAdapter(StudyRecord.Outcome.class, WrappedOutcome::new);
    this.availability = new Availability(database.url());
    timers.startTimerWithFixedDelay(Tick.TICK, Tick.TICK, pace.busy().dividedBy(2));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Keep keep -> onKeep(keep.entry());
      case Create create -> onCreate(create);
      case Remove remove -> onRemove(remove);
      case ReadAll read -> onReadAll(read.replyTo());
      case GetStatus get -> get.replyTo().tell(status());
      case AwaitDurable await -> onAwaitDurable(await.replyTo());
      case WrappedOutcome wrapped -> onOutcome(wrapped.outcome());
      case WrappedEntries read -> onEntries(read);
      case Probed probe -> onProbed(probe.failure());
      case RecordStopped stopped -> onRecordStopped(stopped.id());
      case CreateLate late -> onCreateLate(late.id());
      case Tick tick -> onTick();
    }
    return this;
  }

  private void onKeep(StudyEntry entry) {
    Delivery delivery = delivery(entry.id());
    delivery.keep(entry);
    send(delivery);
  }

  private void onCreate(Create create) {
    String id = create.entry().id();
    if (!availability.isAvailable()) {
      create.replyTo().tell(StatusReply.error(unavailable()));
      return;
    }
    onKeep(create.entry());
    delivery(id).creator(create.replyTo());
    timers.startSingleTimer(new CreateLate(id), new CreateLate(id), pace.create());
  }

  private void onCreateLate(String id) {
    refuseCreation(delivery(id));
  }

  private void refuseCreation(Delivery delivery) {
    if (delivery.isCreated()) {
      delivery.refuseCreators(StatusReply.error(unavailable()));
      delivery.remove();
      send(delivery);
    }
  }

  private void onRemove(Remove remove) {
    Delivery delivery = delivery(remove.id());
    if (delivery.isRemoval() && delivery.isSettled()) {
      remove.replyTo().tell(StatusReply.ack());
      return;
    }
    delivery.remover(remove.replyTo());
    delivery.remove();
    send(delivery);
  }

  private void onReadAll(ActorRef<StatusReply<RecordedStudies>> replyTo) {
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(Sql.supplier(database::entries), blocking),
            (studies, failure) -> new WrappedEntries(studies, failure, replyTo));
  }

  private void onEntries(WrappedEntries read) {
    read.replyTo()
        .tell(
            read.studies() == null
                ? StatusReply.error(
                    new DatabaseUnavailableException(
                        "the database %s was not read: %s"
                            .formatted(database.url(), Sql.message(read.failure()))))
                : StatusReply.success(read.studies()));
  }

  private void onAwaitDurable(ActorRef<Done> replyTo) {
    awaiting.add(replyTo);
    release();
  }

  private void onOutcome(StudyRecord.Outcome outcome) {
    Delivery delivery = delivery(outcome.id());
    switch (outcome) {
      case StudyRecord.Written written -> delivery.written(written.number());
      case StudyRecord.Gone gone -> delivery.settle(StatusReply.ack());
      case StudyRecord.Refused refused -> {
        LOG.error("the entry of study {} {}", refused.id(), refused.problem());
        delivery.settle(
            StatusReply.error("the entry of study " + refused.id() + " " + refused.problem()));
      }
    }
    send(delivery);
    release();
  }

  private void onRecordStopped(String id) {
    delivery(id).stopped();
  }

  private void onTick() {
    if (isAvailable) {
      long now = System.nanoTime();
      deliveries.values().forEach(delivery -> delivery.expire(now, pace.patience().toNanos()));
      deliveries.values().forEach(this::send);
      judge();
    }
    boolean calm = availability.isAvailable() && waiting() == 0;
    Duration pause = calm ? pace.idle() : pace.busy();
    if (!probing && System.nanoTime() - probed >= pause.toNanos()) {
      probing = true;
      getContext()
          .pipeToSelf(
              CompletableFuture.runAsync(Sql.runnable(database::probe), blocking),
              (done, failure) -> new Probed(failure));
    }
  }

  private void onProbed(@Nullable Throwable failure) {
    probing = false;
    probed = System.nanoTime();
    if (failure != null) {
      isAvailable = false;
      lost("the database %s does not answer: %s".formatted(database.url(), Sql.message(failure)));
      return;
    }
    if (!isAvailable) {
      isAvailable = true;
      deliveries.values().forEach(Delivery::again);
      deliveries.values().forEach(this::send);
    }
    judge();
  }

  /** The database may answer and yet not take what is written: a full disk, a right taken away. */
  private void judge() {
    if (deliveries.values().stream().anyMatch(Delivery::isOverdue)) {
      lost("the database %s answers, but does not take what is written".formatted(database.url()));
    } else {
      availability.found();
    }
  }

  private void lost(String problem) {
    availability.lost(problem);
    deliveries.values().forEach(this::refuseCreation);
  }

  /** Sends what is due; not while the database is away, or it would have to be sent again. */
  private void send(Delivery delivery) {
    if (!isAvailable || !delivery.isDue()) {
      return;
    }
    ActorRef<StudyRecord.Command> record = delivery.record();
    if (record == null) {
      record = getContext().spawnAnonymous(StudyRecord.create(delivery.id()));
      getContext().watchWith(record, new RecordStopped(delivery.id()));
      delivery.start(record);
    }
    record.tell(delivery.command(outcomes, System.nanoTime()));
  }

  private void release() {
    if (!awaiting.isEmpty() && waiting() == 0) {
      awaiting.forEach(replyTo -> replyTo.tell(Done.done()));
      awaiting.clear();
    }
  }

  private RecordStatus status() {
    return new RecordStatus(availability.outage(), waiting());
  }

  private int waiting() {
    return (int) deliveries.values().stream().filter(Predicate.not(Delivery::isSettled)).count();
  }

  private DatabaseUnavailableException unavailable() {
    return new DatabaseUnavailableException(
        "%s; nothing was begun"
            .formatted(
                availability
                    .outage()
                    .map(RecordStatus.Outage::problem)
                    .orElse("the database %s did not answer in time".formatted(database.url()))));
  }

  private Delivery delivery(String id) {
    return deliveries.computeIfAbsent(id, Delivery::new);
  }
}
