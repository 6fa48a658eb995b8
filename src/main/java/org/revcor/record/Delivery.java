package org.revcor.record;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to the database for one study: at most one command is out, and what came
 * meanwhile is only its newest entry, or that the study is to be removed. So no older state is ever
 * written after a newer one.
 */
final class Delivery {
  private final String id;
  private final List<ActorRef<StatusReply<Done>>> creators = new ArrayList<>();
  private final List<ActorRef<StatusReply<Done>>> removers = new ArrayList<>();
  private @Nullable ActorRef<StudyRecord.Command> record;
  private @Nullable StudyEntry newest;
  private boolean removal;
  private boolean settled = true;
  private long number;
  private boolean out;
  private long sent;
  private boolean overdue;

  Delivery(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  @Nullable ActorRef<StudyRecord.Command> record() {
    return record;
  }

  void start(ActorRef<StudyRecord.Command> started) {
    record = started;
  }

  /** Its actor has ended; what was out may not have been done. */
  void stopped() {
    record = null;
    out = false;
  }

  /** Takes a newer entry; in vain if the study is to be removed. */
  void keep(StudyEntry entry) {
    if (!removal) {
      newest = entry;
      number++;
      settled = false;
    }
  }

  void remove() {
    removal = true;
    newest = null;
    number++;
    settled = false;
  }

  void creator(ActorRef<StatusReply<Done>> replyTo) {
    creators.add(replyTo);
  }

  void remover(ActorRef<StatusReply<Done>> replyTo) {
    removers.add(replyTo);
  }

  /** Whether somebody waits for the study's first entry. */
  boolean isCreated() {
    return !creators.isEmpty();
  }

  boolean isSettled() {
    return settled;
  }

  boolean isRemoval() {
    return removal;
  }

  /** Whether the database has left it without an answer although it answers others. */
  boolean isOverdue() {
    return overdue;
  }

  /** Whether something may be sent at once. */
  boolean isDue() {
    return !settled && !out;
  }

  /**
   * Gives up what has been out for too long, so that it is sent again.
   *
   * @param now a reading of the monotonic clock in nanoseconds
   */
  void expire(long now, long patience) {
    if (out && now - sent >= patience) {
      out = false;
      overdue = true;
    }
  }

  /** What was out before an outage is to be sent again. */
  void again() {
    out = false;
  }

  /** The command that brings the database up to date. */
  StudyRecord.Command command(ActorRef<StudyRecord.Outcome> replyTo, long now) {
    out = true;
    sent = now;
    return newest == null
        ? new StudyRecord.Delete(replyTo)
        : new StudyRecord.Put(newest, number, replyTo);
  }

  /** Hears of an entry that became durable; a newer one may be sent then. */
  void written(long written) {
    out = false;
    overdue = false;
    if (!settled && written == number) {
      settle(StatusReply.ack());
    }
  }

  /** Ends it: everybody who waits hears the reply. */
  void settle(StatusReply<Done> reply) {
    settled = true;
    out = false;
    overdue = false;
    creators.forEach(creator -> creator.tell(reply));
    creators.clear();
    removers.forEach(remover -> remover.tell(reply));
    removers.clear();
  }

  /** Tells those who wait for the first entry that they wait in vain. */
  void refuseCreators(StatusReply<Done> reply) {
    creators.forEach(creator -> creator.tell(reply));
    creators.clear();
  }
}
