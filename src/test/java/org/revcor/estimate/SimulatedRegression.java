package org.revcor.estimate;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Vectors.UpperTriangle;

/** The sums of a regression of one channel on independent scores of different variance. */
final class SimulatedRegression {
  /** Trials of a half-block. */
  static final int HALF = 40;

  /** The response of an observer to scores, given a source of noise. */
  interface Unit extends ToDoubleBiFunction<double[], Random> {}

  private final boolean paired;
  final ScoreProducts products;
  final StimulusSums sums = new StimulusSums(0);
  private final int scores;
  final RegressionMoments moments;

  SimulatedRegression(
      Estimand estimand,
      RegressionBasis basis,
      boolean paired,
      double ridge,
      Optional<double[]> mirror) {
    this.scores = basis.components();
    this.paired = paired;
    this.products = new ScoreProducts(scores, paired, ridge, mirror);
    this.moments = new RegressionMoments(estimand, basis);
  }

  void add(Tally tally) {
    products.add(tally);
    sums.add(tally);
    moments.add(tally, 0);
  }

  StimulusMeans means() {
    return products.complete(sums.means());
  }

  /** Adds a block of a unit shown independent scores of different variance. */
  void add(long block, Unit unit, Random random) {
    add(new Tally(block, half(unit, random), half(unit, random)));
  }

  private HalfTally half(Unit unit, Random random) {
    int n = paired ? HALF / 2 : HALF;
    double[][] u = new double[n][scores];
    double[] y = new double[n];
    double responses = 0;
    double squares = 0;
    for (int t = 0; t < n; t++) {
      double[] minus = new double[scores];
      for (int k = 0; k < scores; k++) {
        u[t][k] = random.nextGaussian() * (1 + k / 8.0);
        minus[k] = -u[t][k];
      }
      y[t] = unit.applyAsDouble(u[t], random);
      responses += y[t];
      squares += y[t] * y[t];
      if (paired) {
        double other = unit.applyAsDouble(minus, random);
        responses += other;
        squares += other * other;
        y[t] = (y[t] - other) / 2;
      }
    }
    if (!paired) {
      centre(u, y);
    }
    return new HalfTally(
            HALF,
            new double[0],
            new double[] {responses},
            new double[] {squares},
            Map.of(RegressionMoments.SCORES, new double[][] {weighted(u, y)}))
        .with(ScoreProducts.NAME, upper(u))
        .with(RegressionMoments.SHUFFLED, new float[1][scores]);
  }

  private void centre(double[][] u, double[] y) {
    double mean = 0;
    for (double each : y) {
      mean += each / y.length;
    }
    for (int t = 0; t < y.length; t++) {
      y[t] -= mean;
    }
    for (int k = 0; k < scores; k++) {
      double score = 0;
      for (double[] each : u) {
        score += each[k] / u.length;
      }
      for (double[] each : u) {
        each[k] -= score;
      }
    }
  }

  private double[] weighted(double[][] u, double[] y) {
    double[] sums = new double[scores];
    for (int t = 0; t < y.length; t++) {
      for (int k = 0; k < scores; k++) {
        sums[k] += y[t] * u[t][k];
      }
    }
    return sums;
  }

  private float[] upper(double[][] u) {
    float[] upper = new float[UpperTriangle.length(scores)];
    for (int i = 0; i < scores; i++) {
      for (int j = i; j < scores; j++) {
        double sum = 0;
        for (double[] each : u) {
          sum += each[i] * each[j];
        }
        upper[UpperTriangle.place(scores, i, j)] = (float) sum;
      }
    }
    return upper;
  }
}
