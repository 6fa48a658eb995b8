package org.revcor.stimulus;

import java.util.List;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;

/** Weight γ of the signal in a mixture, in [0,1]. */
public sealed interface Gamma {
  /** Returns the weight of a trial. */
  float of(RandomGenerator random, long trial);

  /**
   * Cycles through values trial by trial; a single value is constant.
   *
   * @param values weights, at least one
   */
  record InTurn(List<Double> values) implements Gamma {
    public InTurn {
      values = List.copyOf(values);
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
     * @throws InvalidInputException if from is above to
     */
    public Uniform {
      if (from > to) {
        throw new InvalidInputException(
            "study.stimulus.gamma.to", "" + to, "at least from (%s) and at most 1".formatted(from));
      }
    }

    @Override
    public float of(RandomGenerator random, long trial) {
      return (float) (from + (to - from) * random.nextDouble());
    }
  }
}
