package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.inference.LaneSettings;
import picocli.CommandLine.Option;

/** Number of lanes of a command without a server. */
final class LaneOptions {
  private static final int MAX_LANES = 1024;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Number of lanes on a machine without GPUs (default: one per core).")
  private @Nullable String lanes;

  /** Returns {@code standard} with the number of lanes of this option, if given. */
  LaneSettings applyTo(LaneSettings standard) {
    return lanes == null ? standard : standard.withCpuLanes(number(lanes));
  }

  /**
   * Returns the value of an option {@code --lanes}.
   *
   * @throws InvalidInputException if it is not a valid number
   */
  static int number(String given) {
    int number;
    try {
      number = Integer.parseInt(given);
    } catch (NumberFormatException e) {
      number = 0;
    }
    if (number < 1 || number > MAX_LANES) {
      throw new InvalidInputException("--lanes", given, "a whole number from 1 to " + MAX_LANES);
    }
    return number;
  }
}
