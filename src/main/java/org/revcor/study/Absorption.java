package org.revcor.study;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.estimate.Tally;

/**
 * A block on its way through the accumulators. The last of them to absorb it tells the run: an
 * answer of each would be as many messages a block as there are accumulators.
 */
final class Absorption {
  private final Tally tally;
  private final AtomicInteger left;
  private final ActorRef<StudyRun.Command> run;

  /**
   * @param accumulators that the block is given to
   * @param run hears when all have absorbed it
   */
  Absorption(Tally tally, int accumulators, ActorRef<StudyRun.Command> run) {
    this.tally = tally;
    this.left = new AtomicInteger(accumulators);
    this.run = run;
  }

  Tally tally() {
    return tally;
  }

  /** One accumulator has absorbed the block. */
  void absorbed() {
    if (left.decrementAndGet() == 0) {
      run.tell(new StudyRun.Absorbed());
    }
  }
}
