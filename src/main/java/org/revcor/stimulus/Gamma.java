package org.revcor.stimulus;

import java.util.List;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;

/** Weight γ of the signal in a mixture, in [0,1]. */
public sealed interface Gamma {
  /** Key in study files. */
  String FIELD = "study.stimulus.gamma";

  /** Returns the weight of a trial. */
  float of(RandomGenerator random, long trial);

  /**
   * Cycles through values trial by trial; a single value is constant.
   *
   * @param values weights, at least one
   */
  record InTurn(List<Double> values) implements Gamma {
    /**
     * @throws InvalidInputException if there are no values or one is not in [0,1]
     */
    public InTurn {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new InvalidInputException(FIELD, "an empty list", "one or more numbers in [0, 1]");
      }
      for (double value : values) {
        requireShare(FIELD, value);
      }
    }

    @Override
    public float of(RandomGenerator random, long trial) {
      return values.get((int) (trial % values.size())).floatValue();
    }
  }

  /**
   * Drawn uniformly for each trial.
   *
   * @param from minimum
   * @param to maximum
   */
  record Uniform(double from, double to) implements Gamma {
    /**
     * @throws InvalidInputException if a limit is not in [0,1] or from is above to
     */
    public Uniform {
      requireShare(FIELD + ".from", from);
      requireShare(FIELD + ".to", to);
      if (from > to) {
        throw new InvalidInputException(
            FIELD + ".to", "" + to, "at least from (%s) and at most 1".formatted(from));
      }
    }

    @Override
    public float of(RandomGenerator random, long trial) {
      return (float) (from + (to - from) * random.nextDouble());
    }
  }

  private static void requireShare(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidInputException(field, "" + value, "a number in [0, 1]");
    }
  }
}
