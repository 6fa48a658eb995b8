package org.revcor.study.run;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.estimate.Tally;

/**
 * Blocks that the accumulators are absorbing. The last accumulator to finish notifies the run: a
 * reply from each would be as many messages as there are accumulators.
 */
final class PendingBlocks {
  private final List<Tally> tallies;
  private final AtomicInteger left;
  private final ActorRef<StudyRun.Command> run;

  /**
   * @param tallies in the order of the blocks
   * @param accumulators number of accumulators that absorb them
   * @param run is notified when all accumulators have finished
   */
  PendingBlocks(List<Tally> tallies, int accumulators, ActorRef<StudyRun.Command> run) {
    this.tallies = List.copyOf(tallies);
    this.left = new AtomicInteger(accumulators);
    this.run = run;
  }

  List<Tally> tallies() {
    return tallies;
  }

  /** Counts an accumulator that has finished. */
  void absorbed() {
    if (left.decrementAndGet() == 0) {
      run.tell(new StudyRun.Absorbed());
    }
  }
}
