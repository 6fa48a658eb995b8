package org.revcor.study.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.inference.Job;
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LanePool;
import org.revcor.inference.LanePool.Submit;

/**
 * Simulates the lanes of one run: completes blocks in the order of a script, once the stream has
 * submitted all blocks that it submits before the next result. Used by its actor only, except for
 * its getters.
 */
final class ScriptedPool {
  private final List<Tally> tallies;
  private final int window;
  private final ActorRef<LanePool.Command> lanes;
  private final List<Integer> picks;
  private final Map<Integer, Integer> failures;
  private final TreeMap<Long, ActorRef<StatusReply<JobResult>>> waiting = new TreeMap<>();
  private final List<Long> done = new CopyOnWriteArrayList<>();
  private final Script script;
  private volatile boolean failing;
  private long submitted = -1;
  private int picked;

  /**
   * @param tallies tallies of all blocks
   * @param window maximum number of blocks in flight
   * @param lanes pool for all other jobs
   */
  ScriptedPool(
      List<Tally> tallies,
      int window,
      ActorRef<LanePool.Command> lanes,
      Interleaving interleaving,
      Script script) {
    this.tallies = tallies;
    this.window = window;
    this.lanes = lanes;
    this.picks = interleaving.picks();
    this.failures = new HashMap<>(interleaving.failures());
    this.script = script;
  }

  Behavior<LanePool.Command> behavior() {
    return Behaviors.receiveMessage(
        command -> {
          if (command instanceof Submit submit && submit.job() instanceof Job.Reduce reduce) {
            submitted = reduce.block();
            waiting.put(submitted, submit.replyTo());
            completeBlocks();
          } else if (command instanceof Submit other) {
            lanes.tell(other);
          }
          return Behaviors.same();
        });
  }

  /** Returns the blocks in the order in which their sums arrived. */
  List<Long> done() {
    return done;
  }

  /** Returns whether a block has failed on its last attempt. */
  boolean failing() {
    return failing;
  }

  private void completeBlocks() {
    while (!waiting.isEmpty()
        && submitted >= Math.min(tallies.size(), waiting.firstKey() + window) - 1) {
      List<Long> blocks = List.copyOf(waiting.keySet());
      int pick = picks.isEmpty() ? 0 : picks.get(picked++ % picks.size());
      long block = blocks.get(pick % blocks.size());
      if (script.fails(block)) {
        failing = true;
        Objects.requireNonNull(waiting.remove(block))
            .tell(StatusReply.error(new ObserverFailedException("the observer failed for good")));
      } else if (failures.merge((int) block, -1, Integer::sum) < 0) {
        done.add(block);
        Objects.requireNonNull(waiting.remove(block))
            .tell(StatusReply.success(new JobResult.Reduced(tallies.get((int) block))));
      }
    }
  }
}
