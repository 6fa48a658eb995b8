package org.revcor.benchmark;

import java.util.OptionalLong;
import org.revcor.InvalidInputException;

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
