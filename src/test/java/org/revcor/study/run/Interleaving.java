package org.revcor.study.run;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Events during the folding of a study's blocks, and the order in which their sums arrive. It
 * refers to blocks and messages, not to times, so a run is reproducible.
 *
 * @param picks index, modulo their number, of the waiting block that is done next; repeated
 *     cyclically
 * @param failures number of lane failures per block before one succeeds
 * @param events events, each of which happens once
 * @param checkpointLag blocks folded while a checkpoint is written, each checkpoint as soon as the
 *     last is done; 0 for checkpoints at pauses and ends only
 */
record Interleaving(
    List<Integer> picks, Map<Integer, Integer> failures, List<Event> events, int checkpointLag) {

  static final int MAX_ATTEMPTS = 3;

  /** When an event happens in the life of a block. */
  enum Moment {
    /** Before its fold, after the previous block is done. */
    BETWEEN_BLOCKS,
    /** The accumulators have received it and have not replied. */
    WHILE_ABSORBED,
    /** The accumulators report, for a look or a snapshot. */
    WHILE_REPORTED,
    /** The accumulators write their sums for a checkpoint. */
    WHILE_SAVED
  }

  /** What happens. */
  enum Action {
    GET_MAPS,
    CAPTURE,
    PAUSE,
    SHUT_DOWN,
    STOP,
    PAUSE_AND_STOP,
    /** The process is killed. */
    KILL,
    /** Its block fails on the last attempt, which fails the study. */
    FAIL;

    boolean ends() {
      return this != GET_MAPS && this != CAPTURE;
    }
  }

  /**
   * @param block block of the event, or else the next block with such a moment
   */
  record Event(int block, Moment moment, Action action) {}

  /** Returns an interleaving without events, in block order. */
  static Interleaving none() {
    return new Interleaving(List.of(), Map.of(), List.of(), 0);
  }

  /** Generates interleavings of a study with so many blocks. */
  static Arbitrary<Interleaving> any(int blocks) {
    Arbitrary<Integer> block = Arbitraries.integers().between(0, blocks - 1);
    Arbitrary<Event> event =
        Combinators.combine(block, Arbitraries.of(Moment.class), Arbitraries.of(Action.class))
            .as(Event::new);
    return Combinators.combine(
            Arbitraries.integers().between(0, 7).list().ofMaxSize(40),
            Arbitraries.maps(block, Arbitraries.integers().between(1, MAX_ATTEMPTS - 1))
                .ofMaxSize(10),
            event.list().ofMaxSize(6),
            Arbitraries.integers().between(0, 5))
        .as(Interleaving::new);
  }
}
