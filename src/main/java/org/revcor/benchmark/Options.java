package org.revcor.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.revcor.InvalidInputException;

/**
 * The options of a measurement.
 *
 * @param rounds number of rounds
 * @param window time of the ceiling, and of the pipeline, in a round
 * @param warmUp time that the pipeline runs before the first round
 * @param peers programs to compare with
 */
public record Options(int rounds, Duration window, Duration warmUp, List<PeerCommand> peers) {
  /** Default of {@code window}, in seconds. */
  public static final double SECONDS = 6;

  /** Default of {@code warmUp}, in seconds. */
  public static final double WARM_UP_SECONDS = 30;

  /** Default of {@code rounds}. */
  public static final int ROUNDS = 5;

  private static final int MAX_ROUNDS = 1_000;
  private static final double MIN_SECONDS = 0.05;
  private static final double MAX_SECONDS = 3_600;
  private static final int STAGES_PER_WINDOW = 10;

  public Options {
    peers = List.copyOf(peers);
  }

  /**
   * Returns options from times in seconds.
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
    if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
      throw new InvalidInputException(
          "--seconds", String.valueOf(seconds), "a number from 0.05 to 3600");
    }
    if (!(warmUpSeconds >= 0 && warmUpSeconds <= MAX_SECONDS)) {
      throw new InvalidInputException(
          "--warm-up", String.valueOf(warmUpSeconds), "a number from 0 to 3600");
    }
    return new Options(rounds, duration(seconds), duration(warmUpSeconds), peers);
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Returns the time of each stage in a round. */
  Duration stage() {
    return window.dividedBy(STAGES_PER_WINDOW);
  }

  /** Returns the time after the pipeline's first block that is not counted. */
  Duration settling() {
    return window.dividedBy(4);
  }

  /**
   * A program to compare with.
   *
   * @param command shell command
   * @param copies number of concurrent processes
   * @param trials trials of one process; empty if it prints {@code per_second} itself
   */
  public record PeerCommand(String command, int copies, OptionalLong trials) {
    private static final int MAX_COPIES = 1024;

    /**
     * @throws InvalidInputException if the command is blank or a number is out of range
     */
    public PeerCommand {
      if (command.isBlank()) {
        throw new InvalidInputException("--peer", "empty", "a shell command");
      }
      if (copies < 1 || copies > MAX_COPIES) {
        throw new InvalidInputException(
            "--peer-copies", String.valueOf(copies), "a whole number from 1 to " + MAX_COPIES);
      }
      if (trials.isPresent() && trials.getAsLong() < 1) {
        throw new InvalidInputException(
            "--peer-trials", String.valueOf(trials.getAsLong()), "a whole number of at least 1");
      }
    }
  }
}
