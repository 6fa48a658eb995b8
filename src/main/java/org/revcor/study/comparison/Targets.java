package org.revcor.study.comparison;

import java.util.List;
import org.revcor.InvalidInputException;

/**
 * Target reliabilities.
 *
 * @param values each in (0,1), ascending
 */
public record Targets(List<Double> values) {
  public static final Targets DEFAULT = new Targets(List.of(0.5, 0.8, 0.9, 0.95, 0.99));

  /**
   * @throws InvalidInputException if the list is empty or a value is out of range
   */
  public Targets {
    values = values.stream().sorted().distinct().toList();
    if (values.isEmpty() || values.stream().anyMatch(value -> !(value > 0 && value < 1))) {
      throw new InvalidInputException(
          "--targets",
          values.isEmpty() ? "an empty list" : values.toString(),
          "numbers above 0 and below 1, such as 0.5,0.9");
    }
  }

  /**
   * Returns the index of the first of two consecutive looks at or above the target, as the stopping
   * rule requires. -1 if there are none.
   *
   * @param reliability reliability at each look; NaN where undefined
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
