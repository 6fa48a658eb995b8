package org.revcor.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.calibration.Calibration;
import org.revcor.inference.calibration.Calibrations.Lookup;
import picocli.CommandLine.Option;

/** Number of lanes of a command without a server. */
final class LaneOptions {
  private static final int MAX_LANES = 1024;
  private static final String CALIBRATED = "calibrated";

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Number of lanes on a machine without GPUs (default: one per core).")
  private @Nullable String lanes;

  /** Returns {@code standard} with the number of lanes of this option, if given. */
  LaneSettings applyTo(LaneSettings standard) {
    return lanes == null ? standard : standard.withCpuLanes(number(lanes, ""));
  }

  /**
   * Returns {@code standard} with the number of lanes of this option, which may be {@code
   * calibrated}.
   *
   * @param calibration looks up the calibration of the observer
   */
  LaneSettings applyTo(LaneSettings standard, Supplier<Lookup> calibration) {
    if (!CALIBRATED.equals(lanes)) {
      return lanes == null ? standard : standard.withCpuLanes(number(lanes, ", or " + CALIBRATED));
    }
    return switch (calibration.get()) {
      case Lookup.Found(Calibration found) -> standard.withCpuLanes(found.lanes());
      case Lookup.None(String reason) ->
          throw new InvalidInputException(
              "--lanes",
              "%s, but %s".formatted(CALIBRATED, reason),
              "a number or omitted until revcor calibrate has run");
    };
  }

  /**
   * Returns the value of an option {@code --lanes}.
   *
   * @param otherwise other valid values, for the message
   * @throws InvalidInputException if it is not a valid number
   */
  static int number(String given, String otherwise) {
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
}
