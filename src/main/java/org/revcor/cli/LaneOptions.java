package org.revcor.cli;

import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.lane.LaneSettings;
import picocli.CommandLine.Option;

/** How many lanes a command works on that has no server. */
final class LaneOptions {
  private static final int MOST_LANES = 1024;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Lanes on a machine without GPUs (default: one for each core).")
  private @Nullable Integer lanes;

  /** The standard, but for what was given. */
  LaneSettings over(LaneSettings standard) {
    if (lanes == null) {
      return standard;
    }
    if (lanes < 1 || lanes > MOST_LANES) {
      throw new InvalidInputException(
          "--lanes", String.valueOf(lanes), "a whole number from 1 to " + MOST_LANES);
    }
    return new LaneSettings(
        lanes, standard.blockDeadline(), standard.attempts(), standard.observerBytes());
  }
}
