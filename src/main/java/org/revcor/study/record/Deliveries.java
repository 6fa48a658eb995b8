package org.revcor.study.record;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The delivery of each study's newest entry to its {@link StudyRecord}, which is a child of the
 * given actor. While deliveries are held, nothing is sent. Used only by that actor.
 */
final class Deliveries {
  private final ActorContext<StudyRecords.Command> context;
  private final ActorRef<StudyRecord.Outcome> outcomes;
  private final Map<String, Delivery> deliveries = new HashMap<>();
  private boolean held;

  Deliveries(ActorContext<StudyRecords.Command> context, ActorRef<StudyRecord.Outcome> outcomes) {
    this.context = context;
    this.outcomes = outcomes;
  }

  Delivery of(String id) {
    return deliveries.computeIfAbsent(id, Delivery::new);
  }

  Collection<Delivery> all() {
    return deliveries.values();
  }

  /** Returns the number of deliveries that are not durable yet. */
  int waiting() {
    return (int) all().stream().filter(Predicate.not(Delivery::isSettled)).count();
  }

  boolean areHeld() {
    return held;
  }

  void hold() {
    held = true;
  }

  /** Repeats all writes that are not durable if they were held. */
  void release() {
    if (held) {
      held = false;
      all().forEach(Delivery::resend);
      all().forEach(this::send);
    }
  }

  /** Repeats writes without a reply for {@code timeout}, and sends those that are due. */
  void sendAgain(Duration timeout) {
    long now = System.nanoTime();
    all().forEach(delivery -> delivery.expire(now, timeout.toNanos()));
    all().forEach(this::send);
  }

  /** Sends a pending write unless deliveries are held. */
  void send(Delivery delivery) {
    if (held || !delivery.isDue()) {
      return;
    }
    ActorRef<StudyRecord.Command> record = delivery.record();
    if (record == null) {
      record = context.spawnAnonymous(StudyRecord.create(delivery.id()));
      context.watchWith(record, new StudyRecords.RecordStopped(delivery.id()));
      delivery.start(record);
    }
    record.tell(delivery.command(outcomes, System.nanoTime()));
  }
}
