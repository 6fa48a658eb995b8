package org.revcor.bench;

import java.time.Duration;
import java.util.List;
import org.revcor.InvalidInputException;

/**
 * How it is measured.
 *
 * @param rounds number of rounds
 * @param window time of the ceiling, and of the pipeline, in a round
 * @param peers what runs in alternation with them
 */
public record Options(int rounds, Duration window, List<PeerCommand> peers) {
  /** What a window is, where none is named. */
  public static final double SECONDS = 3;

  /** How many rounds there are, where none are named. */
  public static final int ROUNDS = 5;

  private static final int MOST_ROUNDS = 1_000;
  private static final double SHORTEST = 0.05;
  private static final double LONGEST = 3_600;
  private static final int STAGES_IN_A_WINDOW = 10;

  public Options {
    peers = List.copyOf(peers);
  }

  /**
   * With a window in seconds.
   *
   * @param seconds time of the ceiling, and of the pipeline, in a round
   * @throws InvalidInputException if a number is out of range
   */
  public static Options of(int rounds, double seconds, List<PeerCommand> peers) {
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw new InvalidInputException(
          "--rounds", String.valueOf(rounds), "a whole number from 1 to " + MOST_ROUNDS);
    }
    if (!(seconds >= SHORTEST && seconds <= LONGEST)) {
      throw new InvalidInputException(
          "--seconds", String.valueOf(seconds), "a number from 0.05 to 3600");
    }
    return new Options(rounds, Duration.ofNanos((long) (seconds * 1e9)), peers);
  }

  /** Time of each stage in a round. */
  Duration stage() {
    return window.dividedBy(STAGES_IN_A_WINDOW);
  }

  /** Time from the first block on in which the pipeline is not counted yet. */
  Duration warmUp() {
    return window.dividedBy(4);
  }
}
