package org.revcor.estimate.covariance;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.revcor.estimate.ErrorRates.Row;

/** Error rates and power of the search for axes where few responses are large. */
public final class AxisRates {
  private static final double LEVEL = 0.01;
  private static final int VALUES = 16;
  private static final int TRIALS = 4_000;

  private AxisRates() {}

  public static List<Row> rows() {
    return List.of(
        row("exp(1.5n)", LEVEL, 0, random -> x -> Math.exp(1.5 * random.nextGaussian())),
        row("exp(2n)", LEVEL, 0, random -> x -> Math.exp(2 * random.nextGaussian())),
        row("exp(1.5n)", LEVEL, 199, random -> x -> Math.exp(1.5 * random.nextGaussian())),
        row("exp(2n)", LEVEL, 199, random -> x -> Math.exp(2 * random.nextGaussian())),
        row("energy u²", 1, 0, random -> x -> x[0] * x[0]),
        row("energy u²", 1, 199, random -> x -> x[0] * x[0]),
        row("sigmoid of u² - 2", 1, 0, random -> x -> 1 / (1 + Math.exp(2 - x[0] * x[0]))));
  }

  private interface Neuron {
    ToDoubleFunction<double[]> of(Random random);
  }

  private static Row row(String name, double limit, int shuffles, Neuron neuron) {
    AxisSearch search = new AxisSearch(LEVEL, variances());
    return Row.share(
        "STC of %s, %d permutations: with an axis".formatted(name, shuffles),
        limit,
        seed -> {
          TriggeredTrials trials =
              new TriggeredTrials(VALUES, TRIALS, 1, shuffles, neuron.of(new Random(-seed)));
          return search.search(trials.draw(seed)).axes().isEmpty() ? 0 : 1;
        });
  }

  private static double[] variances() {
    double[] variances = new double[VALUES];
    Arrays.fill(variances, 1);
    return variances;
  }
}
