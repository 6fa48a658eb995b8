package org.revcor.study;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What happens beside the folding of a study's blocks, and in which order their sums arrive. It
 * names blocks and messages and no times, so a run repeats it.
 *
 * @param picks which of the blocks that lanes have is done next, counted from the first and around;
 *     over and over
 * @param failures lanes that fail with a block before one does it
 * @param events each happens once
 * @param checkpointLag blocks that are folded while a checkpoint is written, each as soon as the
 *     last is done; 0 for none but those of pauses and ends
 */
record Interleaving(
    List<Integer> picks, Map<Integer, Integer> failures, List<Event> events, int checkpointLag) {

  static final int MAX_ATTEMPTS = 3;

  /** When an event happens, in the life of a block. */
  enum Moment {
    /** Before its fold, the one before it being done. */
    BETWEEN_BLOCKS,
    /** The accumulators have it and have not said so. */
    WHILE_ABSORBED,
    /** The accumulators report, for a look or for people. */
    WHILE_REPORTED,
    /** The accumulators write their sums for a checkpoint. */
    WHILE_SAVED
  }

  /** What happens. */
  enum Action {
    GET_MAPS,
    CAPTURE,
    PAUSE,
    HAND_OVER,
    STOP,
    PAUSE_AND_STOP,
    /** The process is killed. */
    KILL,
    /** Its block fails on the last attempt, which fails the study. */
    FAIL;

    /** Whether the run ends by it. */
    boolean ends() {
      return this != GET_MAPS && this != CAPTURE;
    }
  }

  /**
   * @param block happens with this one, or with the next that has such a moment
   */
  record Event(int block, Moment moment, Action action) {}

  /** Blocks that are done one after the other, and nothing else. */
  static Interleaving none() {
    return new Interleaving(List.of(), Map.of(), List.of(), 0);
  }

  /** Any, of a study of so many blocks. */
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
