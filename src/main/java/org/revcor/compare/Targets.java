package org.revcor.compare;

import java.util.List;
import org.revcor.InvalidInputException;

/**
 * Reliabilities to wait for.
 *
 * @param values each in (0,1), growing
 */
public record Targets(List<Double> values) {
  /** What is waited for when nothing is said. */
  public static final Targets STANDARD = new Targets(List.of(0.5, 0.8, 0.9, 0.95, 0.99));

  /**
   * @throws InvalidInputException if there is none, or one is out of range
   */
  public Targets {
    values = values.stream().sorted().distinct().toList();
    if (values.isEmpty() || values.stream().anyMatch(value -> !(value > 0 && value < 1))) {
      throw new InvalidInputException(
          "--targets",
          values.isEmpty() ? "empty" : values.toString(),
          "numbers above 0 and below 1, as 0.5,0.9");
    }
  }

  /**
   * The look at which a reliability was reached: the first that is at or above the target together
   * with the look after it, as the stopping rule asks for two in a row. -1 if there is none.
   *
   * @param reliability at each look; NaN where not defined
   */
  static int firstLook(double[] reliability, double target) {
    for (int look = 0; look + 1 < reliability.length; look++) {
      if (reliability[look] >= target && reliability[look + 1] >= target) {
        return look;
      }
    }
    return -1;
  }
}
