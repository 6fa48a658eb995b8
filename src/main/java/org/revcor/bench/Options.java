package org.revcor.bench;

import java.time.Duration;
import java.util.List;
import org.revcor.InvalidInputException;

/**
 * How it is measured.
 *
 * @param rounds number of rounds
 * @param window time of the ceiling, and of the pipeline, in a round
 * @param warmUp time that the pipeline runs before the first round
 * @param peers what runs in alternation with them
 */
public record Options(int rounds, Duration window, Duration warmUp, List<PeerCommand> peers) {
  /** What a window is, where none is named. */
  public static final double SECONDS = 6;

  /** Seconds that it warms up, where none are named. */
  public static final double WARM_UP_SECONDS = 30;

  /** How many rounds there are, where none are named. */
  public static final int ROUNDS = 5;

  private static final int MAX_ROUNDS = 1_000;
  private static final double SHORTEST = 0.05;
  private static final double LONGEST = 3_600;
  private static final int STAGES_IN_A_WINDOW = 10;

  public Options {
    peers = List.copyOf(peers);
  }

  /**
   * With times in seconds.
   *
   * @param seconds time of the ceiling, and of the pipeline, in a round
   * @param warmUpSeconds time that the pipeline runs before the first round
   * @throws InvalidInputException if a number is out of range
   */
  public static Options of(
      int rounds, double seconds, double warmUpSeconds, List<PeerCommand> peers) {
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw new InvalidInputException(
          "--rounds", String.valueOf(rounds), "a whole number from 1 to " + MAX_ROUNDS);
    }
    if (!(seconds >= SHORTEST && seconds <= LONGEST)) {
      throw new InvalidInputException(
          "--seconds", String.valueOf(seconds), "a number from 0.05 to 3600");
    }
    if (!(warmUpSeconds >= 0 && warmUpSeconds <= LONGEST)) {
      throw new InvalidInputException(
          "--warm-up", String.valueOf(warmUpSeconds), "a number from 0 to 3600");
    }
    return new Options(rounds, duration(seconds), duration(warmUpSeconds), peers);
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Time of each stage in a round. */
  Duration stage() {
    return window.dividedBy(STAGES_IN_A_WINDOW);
  }

  /** Time from its first block on, in each window, in which the pipeline is not counted yet. */
  Duration settling() {
    return window.dividedBy(4);
  }
}
