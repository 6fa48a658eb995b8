package org.revcor.inference;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.LanePool.PoolStatus;

/**
 * Which lane runs which job. An idle lane gets the next job of the {@link FairQueue}. A lane that
 * runs a short block also gets the next block of its study in advance, so it does not wait for the
 * pool. Used by the pool only.
 */
final class LaneSchedule {
  /** A job that a lane gets; it runs at once if the lane was idle. */
  record Assignment(LaneSlot slot, LaneSlot.Assigned job) {
    boolean isRunning() {
      return slot.isRunning(job.ticket());
    }
  }

  private final Map<ActorRef<Lane.Command>, LaneSlot> slots = new LinkedHashMap<>();
  private final FairQueue queue;
  private long tickets;

  LaneSchedule(FairQueue queue) {
    this.queue = queue;
  }

  /** Adds a lane, which gets no job before it is ready. */
  void add(ActorRef<Lane.Command> lane, Device device) {
    slots.put(lane, new LaneSlot(lane, device));
  }

  /** Removes and returns a lane; null if it is unknown. */
  @Nullable LaneSlot remove(ActorRef<Lane.Command> lane) {
    return slots.remove(lane);
  }

  void ready(ActorRef<Lane.Command> lane) {
    LaneSlot slot = slots.get(lane);
    if (slot != null) {
      slot.ready(true);
    }
  }

  /** Returns the slot of a lane that runs a job; null if it does not. */
  @Nullable LaneSlot running(ActorRef<Lane.Command> lane, long ticket) {
    LaneSlot slot = slots.get(lane);
    return slot != null && slot.isRunning(ticket) ? slot : null;
  }

  /** Ends the running job of a lane, which continues with its next job. */
  FairQueue.Entry done(LaneSlot slot, double seconds) {
    FairQueue.Entry entry = slot.end().entry();
    queue.done(entry, seconds);
    return entry;
  }

  FairQueue.Entry failed(LaneSlot slot, double seconds) {
    FairQueue.Entry entry = slot.end().entry();
    queue.failed(entry, seconds);
    return entry;
  }

  List<Assignment> assign() {
    List<Assignment> assignments = new ArrayList<>();
    for (LaneSlot slot : slots.values()) {
      if (slot.isIdle()) {
        queue.next().map(this::numbered).ifPresent(job -> assignments.add(slot.assign(job)));
      }
    }
    if (slots.values().stream().filter(slot -> !slot.hasNext()).count() <= queue.size()) {
      assignAhead(assignments);
    }
    return assignments;
  }

  /**
   * Assigns next jobs in advance. An assigned job cannot move to another lane. So this is done only
   * if there is one job for each lane, also for one that starts, and only behind a job of the same
   * study.
   */
  private void assignAhead(List<Assignment> assignments) {
    for (LaneSlot slot : slots.values()) {
      if (slot.needsNext()) {
        Optional<FairQueue.Entry> next = queue.nextShortOf(slot.now().entry().account());
        next.map(this::numbered).ifPresent(job -> assignments.add(slot.assignNext(job)));
      }
    }
  }

  private LaneSlot.Assigned numbered(FairQueue.Entry entry) {
    return new LaneSlot.Assigned(++tickets, entry);
  }

  PoolStatus status() {
    int busy = (int) slots.values().stream().filter(LaneSlot::isBusy).count();
    int next = (int) slots.values().stream().filter(LaneSlot::hasNext).count();
    return new PoolStatus(slots.size(), busy, 0, queue.size() + next);
  }
}
