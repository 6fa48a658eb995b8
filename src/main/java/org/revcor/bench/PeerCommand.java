package org.revcor.bench;

import java.util.OptionalLong;
import org.revcor.InvalidInputException;

/**
 * A user's own loop.
 *
 * @param command for the shell
 * @param copies how many of it run at once
 * @param trials trials of one copy; empty if it prints {@code per_second} itself
 */
public record PeerCommand(String command, int copies, OptionalLong trials) {
  private static final int MAX_COPIES = 1024;

  /**
   * @throws InvalidInputException if there is no command, or a number is out of range
   */
  public PeerCommand {
    if (command.isBlank()) {
      throw new InvalidInputException("--peer", "empty", "a command of the shell");
    }
    if (copies < 1 || copies > MAX_COPIES) {
      throw new InvalidInputException(
          "--peer-copies", String.valueOf(copies), "a whole number from 1 to " + MAX_COPIES);
    }
    if (trials.isPresent() && trials.getAsLong() < 1) {
      throw new InvalidInputException(
          "--peer-trials", String.valueOf(trials.getAsLong()), "a whole number from 1 on");
    }
  }
}
