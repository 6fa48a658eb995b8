package org.revcor.lane;

import ai.djl.Device;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * A lane as the pool sees it: the job that it does, and the one that it does next. Used by the
 * pool's actor alone.
 */
final class LaneSlot {
  private final ActorRef<Lane.Command> lane;
  private final Device device;
  private boolean ready;
  private @Nullable Handed now;
  private @Nullable Handed next;

  /** A job that a lane was handed, under a number of its own. */
  record Handed(long ticket, FairQueue.Entry entry) {

    /** The lane may read the stimuli as long as it is not ended. */
    void keepStimuli() {
      if (entry.job() instanceof Job.Reduce reduce) {
        reduce.stimuli().keep();
      }
    }
  }

  /** Of a lane that starts: it takes no job before it is ready. */
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

  /** The lane has started, or starts anew. */
  void ready(boolean ready) {
    this.ready = ready;
  }

  boolean isIdle() {
    return ready && now == null;
  }

  boolean isBusy() {
    return now != null;
  }

  boolean isAt(long ticket) {
    return now != null && now.ticket == ticket;
  }

  /** Whether it is at a job and has none to go on with. */
  boolean lacksNext() {
    return now != null && next == null;
  }

  /** The job at hand; there is one. */
  Handed now() {
    return Objects.requireNonNull(now);
  }

  /** What it goes on with. */
  Optional<Handed> next() {
    return Optional.ofNullable(next);
  }

  /** It begins with a job, and is at none. */
  void begin(Handed job) {
    now = job;
  }

  /** It is to go on with a job, and has none to go on with. */
  void goOnWith(Handed job) {
    next = job;
  }

  /** Its job has ended; it is at the next, if it has one. */
  void end() {
    now = next;
    next = null;
  }

  /** It no longer has anything to go on with. */
  void loseNext() {
    next = null;
  }
}
