package org.revcor.inference;

import ai.djl.Device;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A lane of the pool with its running job and its next job. Used by the pool's actor only. */
final class LaneSlot {
  private final ActorRef<Lane.Command> lane;
  private final Device device;
  private boolean ready;
  private @Nullable Assigned now;
  private @Nullable Assigned next;

  /** A job that was sent to a lane under a unique number. */
  record Assigned(long ticket, FairQueue.Entry entry) {}

  /** Creates the slot of a starting lane, which gets no job before it is ready. */
  LaneSlot(ActorRef<Lane.Command> lane, Device device) {
    this.lane = lane;
    this.device = device;
  }

  ActorRef<Lane.Command> lane() {
    return lane;
  }

  Device device() {
    return device;
  }

  void ready(boolean ready) {
    this.ready = ready;
  }

  boolean isIdle() {
    return ready && now == null;
  }

  boolean isBusy() {
    return now != null;
  }

  boolean hasNext() {
    return next != null;
  }

  boolean isRunning(long ticket) {
    return now != null && now.ticket == ticket;
  }

  /** Returns whether the lane runs a job and has no next job. */
  boolean needsNext() {
    return now != null && next == null;
  }

  /** Returns the running job, which must exist. */
  Assigned now() {
    return Objects.requireNonNull(now);
  }

  LaneSchedule.Assignment assign(Assigned job) {
    now = job;
    return new LaneSchedule.Assignment(this, job);
  }

  LaneSchedule.Assignment assignNext(Assigned job) {
    next = job;
    return new LaneSchedule.Assignment(this, job);
  }

  /** Removes and returns the running job; the next job, if any, is running then. */
  Assigned end() {
    Assigned ended = now();
    now = next;
    next = null;
    return ended;
  }
}
