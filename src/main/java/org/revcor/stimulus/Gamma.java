package org.revcor.stimulus;

import java.util.List;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;

/** Weight γ of the signal in a mixture, in [0,1]. */
public sealed interface Gamma {
  /** Where study files have it. */
  String FIELD = "study.stimulus.gamma";

  /** Of a trial. */
  float of(RandomGenerator random, long trial);

  /**
   * One after the other, trial by trial; a single one is the same for all.
   *
   * @param values at least one
   */
  record InTurn(List<Double> values) implements Gamma {
    /**
     * @throws InvalidInputException if there is none, or one is not within [0,1]
     */
    public InTurn {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new InvalidInputException(FIELD, "an empty list", "one number in [0, 1] or several");
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
   * Drawn for each trial, uniformly.
   *
   * @param from its least value
   * @param to its largest
   */
  record Uniform(double from, double to) implements Gamma {
    /**
     * @throws InvalidInputException if one is not within [0,1], or they are not in this order
     */
    public Uniform {
      requireShare(FIELD + ".from", from);
      requireShare(FIELD + ".to", to);
      if (from > to) {
        throw new InvalidInputException(FIELD + ".to", "" + to, "at least from, " + from);
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
