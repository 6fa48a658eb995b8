package org.revcor.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.calibration.Calibration;
import org.revcor.calibration.Lookup;
import org.revcor.lane.LaneSettings;
import picocli.CommandLine.Option;

/** How many lanes a command works on that has no server. */
final class LaneOptions {
  private static final int MAX_LANES = 1024;
  private static final String CALIBRATED = "calibrated";

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description =
          "Lanes on a machine without GPUs (default: one for each core); for revcor run also calibrated, what revcor calibrate found best.")
  private @Nullable String lanes;

  /** The standard, but for what was given. */
  LaneSettings over(LaneSettings standard) {
    return lanes == null ? standard : with(standard, number(lanes, ""));
  }

  /**
   * The standard, but for what was given, which may be the calibrated number.
   *
   * @param calibration of the observer that the lanes are for
   */
  LaneSettings over(LaneSettings standard, Supplier<Lookup> calibration) {
    if (!CALIBRATED.equals(lanes)) {
      return lanes == null ? standard : with(standard, number(lanes, ", or " + CALIBRATED));
    }
    return switch (calibration.get()) {
      case Lookup.Found(Calibration found) -> with(standard, found.lanes());
      case Lookup.None(String reason) ->
          throw new InvalidInputException(
              "--lanes",
              "%s, and %s".formatted(CALIBRATED, reason),
              "a number or left out, unless revcor calibrate finds one");
    };
  }

  private static int number(String given, String otherwise) {
    int number;
    try {
      number = Integer.parseInt(given);
    } catch (NumberFormatException e) {
      number = 0;
    }
    if (number < 1 || number > MAX_LANES) {
      throw new InvalidInputException(
          "--lanes", given, "a whole number from 1 to " + MAX_LANES + otherwise);
    }
    return number;
  }

  private static LaneSettings with(LaneSettings standard, int lanes) {
    return new LaneSettings(
        lanes, standard.blockDeadline(), standard.attempts(), standard.observerBytes());
  }
}
