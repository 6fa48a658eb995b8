package org.revcor.study;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.estimate.Tally;

/**
 * Blocks on their way through the accumulators. The last of them to absorb them tells the run: an
 * answer of each would be as many messages as there are accumulators.
 */
final class Absorption {
  private final List<Tally> tallies;
  private final AtomicInteger left;
  private final ActorRef<StudyRun.Command> run;

  /**
   * @param tallies in the order of the blocks
   * @param accumulators that they are given to
   * @param run hears when all have absorbed them
   */
  Absorption(List<Tally> tallies, int accumulators, ActorRef<StudyRun.Command> run) {
    this.tallies = List.copyOf(tallies);
    this.left = new AtomicInteger(accumulators);
    this.run = run;
  }

  List<Tally> tallies() {
    return tallies;
  }

  /** One accumulator has absorbed them. */
  void absorbed() {
    if (left.decrementAndGet() == 0) {
      run.tell(new StudyRun.Absorbed());
    }
  }
}
