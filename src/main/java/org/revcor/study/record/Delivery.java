package org.revcor.study.record;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The pending write of one study. At most one command is in flight; meanwhile only the newest entry
 * or the removal waits. So an older state is never written after a newer one.
 */
final class Delivery {
  private final String id;
  private final List<ActorRef<StatusReply<Done>>> creators = new ArrayList<>();
  private @Nullable ActorRef<StudyRecord.Command> record;
  private @Nullable StudyEntry newest;
  private boolean removal;
  private boolean settled = true;
  private long number;
  private boolean inFlight;
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

  /** Handles the end of the study's actor: a command in flight may not have been executed. */
  void stopped() {
    record = null;
    inFlight = false;
  }

  /** Saves a newer entry; ignored if the study is being removed. */
  void save(StudyEntry entry) {
    if (!removal) {
      newest = entry;
      number++;
      settled = false;
    }
  }

  /** Removes the entry; ignored if the study is being removed. */
  void remove() {
    if (!removal) {
      removal = true;
      newest = null;
      number++;
      settled = false;
    }
  }

  void addCreator(ActorRef<StatusReply<Done>> replyTo) {
    creators.add(replyTo);
  }

  /** Returns whether clients wait for the study's first entry. */
  boolean hasCreators() {
    return !creators.isEmpty();
  }

  boolean isSettled() {
    return settled;
  }

  /** Returns whether its last command got no reply in time. */
  boolean isOverdue() {
    return overdue;
  }

  /** Returns whether a command can be sent now. */
  boolean isDue() {
    return !settled && !inFlight;
  }

  /**
   * Makes a command that got no reply in time due again.
   *
   * @param now reading of the monotonic clock, in nanoseconds
   * @param timeout timeout in nanoseconds
   */
  void expire(long now, long timeout) {
    if (inFlight && now - sent >= timeout) {
      inFlight = false;
      overdue = true;
    }
  }

  /** Makes the command in flight before an outage due again. */
  void resend() {
    inFlight = false;
  }

  /** Returns the command that brings the database up to date, and marks it as in flight. */
  StudyRecord.Command command(ActorRef<StudyRecord.Outcome> replyTo, long now) {
    inFlight = true;
    sent = now;
    return newest == null
        ? new StudyRecord.Delete(replyTo)
        : new StudyRecord.Put(newest, number, replyTo);
  }

  /** Handles a durable entry; a newer one can then be sent. */
  void written(long written) {
    inFlight = false;
    overdue = false;
    if (!settled && written == number) {
      settle(StatusReply.ack());
    }
  }

  /** Marks everything as done and replies to the clients that wait for the first entry. */
  void settle(StatusReply<Done> reply) {
    settled = true;
    inFlight = false;
    overdue = false;
    replyToCreators(reply);
  }

  /** Replies to the clients that wait for the first entry. */
  void replyToCreators(StatusReply<Done> reply) {
    creators.forEach(creator -> creator.tell(reply));
    creators.clear();
  }
}
