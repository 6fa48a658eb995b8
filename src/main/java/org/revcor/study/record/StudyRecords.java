package org.revcor.study.record;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of all studies of a server. The newest entry of each study stays in memory until the
 * database has stored it.
 */
public final class StudyRecords extends AbstractBehavior<StudyRecords.Command> {

  /** Messages that the records accept. */
  public sealed interface Command {}

  /** Saves a study's newest entry. No reply: it becomes durable once the database is available. */
  public record Save(StudyEntry entry) implements Command {}

  /**
   * Saves the first entry of a new study, and replies once it is durable. If the database does not
   * respond within 5 s, the error is a {@link RefusedException}. Then the study must not start; its
   * entry is removed if it was written.
   */
  public record Create(StudyEntry entry, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Removes a study's entry, if it exists. Later saves of this study are ignored. */
  public record Remove(String id) implements Command {}

  /**
   * Reads all entries of the database, without those that still wait in memory. The error is a
   * {@link RefusedException}.
   */
  public record ReadAll(ActorRef<StatusReply<RecordedStudies>> replyTo) implements Command {}

  /** Replies with the availability of the database. */
  public record GetStatus(ActorRef<RecordStatus> replyTo) implements Command {}

  /** Replies when all entries are durable. */
  public record AwaitDurable(ActorRef<Done> replyTo) implements Command {}

  private record WrappedOutcome(StudyRecord.Outcome outcome) implements Command {}

  private record WrappedEntries(
      @Nullable RecordedStudies studies,
      @Nullable Throwable failure,
      ActorRef<StatusReply<RecordedStudies>> replyTo)
      implements Command {}

  private record Probed(@Nullable Throwable failure) implements Command {}

  record RecordStopped(String id) implements Command {}

  private record CreateLate(String id) implements Command {}

  private enum Tick implements Command {
    TICK
  }

  /** Creates the records in an open database. The actor system must have its settings. */
  public static Behavior<Command> create(Database database) {
    return create(database, RecordIntervals.defaults());
  }

  static Behavior<Command> create(Database database, RecordIntervals intervals) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new StudyRecords(context, timers, database, intervals)));
  }

  private static final Logger LOG = LoggerFactory.getLogger(StudyRecords.class);

  private final TimerScheduler<Command> timers;
  private final Database database;
  private final RecordIntervals intervals;
  private final Executor blocking;
  private final DatabaseAvailability availability;
  private final Deliveries deliveries;
  private final List<ActorRef<Done>> awaiting = new ArrayList<>();
  private boolean probing;
  private long probed = System.nanoTime();

  private StudyRecords(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Database database,
      RecordIntervals intervals) {
    super(context);
    this.timers = timers;
    this.database = database;
    this.intervals = intervals;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.deliveries =
        new Deliveries(
            context, context.messageAdapter(StudyRecord.Outcome.class, WrappedOutcome::new));
    this.availability = new DatabaseAvailability(database.url());
    timers.startTimerWithFixedDelay(Tick.TICK, Tick.TICK, intervals.busy().dividedBy(2));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Save save -> onSave(save.entry());
      case Create create -> onCreate(create);
      case Remove remove -> remove(deliveries.of(remove.id()));
      case ReadAll read -> onReadAll(read.replyTo());
      case GetStatus get -> get.replyTo().tell(status());
      case AwaitDurable await -> onAwaitDurable(await.replyTo());
      case WrappedOutcome wrapped -> onOutcome(wrapped.outcome());
      case WrappedEntries read -> onEntries(read);
      case Probed probe -> onProbed(probe.failure());
      case RecordStopped stopped -> deliveries.of(stopped.id()).stopped();
      case CreateLate late -> refuseCreation(deliveries.of(late.id()));
      case Tick tick -> onTick();
    }
    return this;
  }

  private void onSave(StudyEntry entry) {
    Delivery delivery = deliveries.of(entry.id());
    delivery.save(entry);
    deliveries.send(delivery);
  }

  private void onCreate(Create create) {
    String id = create.entry().id();
    if (!availability.isAvailable()) {
      create.replyTo().tell(StatusReply.error(unavailable()));
      return;
    }
    onSave(create.entry());
    deliveries.of(id).addCreator(create.replyTo());
    timers.startSingleTimer(new CreateLate(id), new CreateLate(id), intervals.create());
  }

  private void refuseCreation(Delivery delivery) {
    if (delivery.hasCreators()) {
      delivery.replyToCreators(StatusReply.error(unavailable()));
      remove(delivery);
    }
  }

  private void remove(Delivery delivery) {
    delivery.remove();
    deliveries.send(delivery);
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
                    new RefusedException(
                        Reason.DATABASE,
                        "the database %s cannot be read: %s"
                            .formatted(database.url(), Sql.message(read.failure()))))
                : StatusReply.success(read.studies()));
  }

  private void onAwaitDurable(ActorRef<Done> replyTo) {
    awaiting.add(replyTo);
    release();
  }

  private void onOutcome(StudyRecord.Outcome outcome) {
    Delivery delivery = deliveries.of(outcome.id());
    switch (outcome) {
      case StudyRecord.Written written -> delivery.written(written.number());
      case StudyRecord.Gone gone -> delivery.settle(StatusReply.ack());
      case StudyRecord.Refused refused -> {
        LOG.atError()
            .addKeyValue("study", refused.id())
            .log("the entry of study {} {}", refused.id(), refused.problem());
        delivery.settle(
            StatusReply.error("the entry of study " + refused.id() + " " + refused.problem()));
      }
    }
    deliveries.send(delivery);
    release();
  }

  private void onTick() {
    if (!deliveries.areHeld()) {
      deliveries.sendAgain(intervals.write());
      updateAvailability();
    }
    boolean isIdle = availability.isAvailable() && deliveries.waiting() == 0;
    Duration interval = isIdle ? intervals.idle() : intervals.busy();
    if (!probing && System.nanoTime() - probed >= interval.toNanos()) {
      probing = true;
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(Sql.supplier(database::probe), blocking),
              (done, failure) -> new Probed(failure));
    }
  }

  private void onProbed(@Nullable Throwable failure) {
    probing = false;
    probed = System.nanoTime();
    if (failure != null) {
      deliveries.hold();
      markUnavailable(
          "the database %s does not respond: %s".formatted(database.url(), Sql.message(failure)));
      return;
    }
    deliveries.release();
    updateAvailability();
  }

  /**
   * Updates the availability. A responsive database can still reject writes: a full disk, a revoked
   * right.
   */
  private void updateAvailability() {
    if (deliveries.all().stream().anyMatch(Delivery::isOverdue)) {
      markUnavailable(
          "the database %s responds but does not store what is written".formatted(database.url()));
    } else {
      availability.markAvailable();
    }
  }

  private void markUnavailable(String problem) {
    availability.markUnavailable(problem);
    deliveries.all().forEach(this::refuseCreation);
  }

  private void release() {
    if (!awaiting.isEmpty() && deliveries.waiting() == 0) {
      awaiting.forEach(replyTo -> replyTo.tell(Done.done()));
      awaiting.clear();
    }
  }

  private RecordStatus status() {
    return new RecordStatus(availability.outage(), deliveries.waiting());
  }

  private RefusedException unavailable() {
    return new RefusedException(
        Reason.DATABASE,
        "%s; the study was not created"
            .formatted(
                availability
                    .outage()
                    .map(RecordStatus.Outage::problem)
                    .orElse("the database %s did not respond in time".formatted(database.url()))));
  }

  /**
   * Availability of the database, and entries that wait for it.
   *
   * @param unavailable empty if the database accepts writes
   * @param waiting studies whose newest entry is not yet durable
   */
  public record RecordStatus(Optional<Outage> unavailable, int waiting) {

    /**
     * A period in which the database is unavailable.
     *
     * @param since time when it was first noticed
     * @param problem a sentence
     */
    public record Outage(Instant since, String problem) {}
  }
}
