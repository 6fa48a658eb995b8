package org.revcor.analysis.psychometric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.revcor.analysis.psychometric.PsychometricFit.PsychometricFunction;
import org.revcor.analysis.psychometric.PsychometricTrials.PsychometricCounts;
import org.revcor.estimate.PsychometricShape;

/**
 * Log-likelihood of psychometric functions given counts, without the binomial coefficients.
 * Maximises it by Fisher scoring with Levenberg-Marquardt damping, within bounds.
 */
final class PsychometricLikelihood {
  private static final int PARAMETERS = 4;
  private static final int MAX_STEPS = 100;
  private static final int STARTS = 3;
  private static final double MIN_RATE = 1e-9;
  private static final double MIN_GAIN = 1e-8;
  private static final double MAX_DAMPING = 1e9;

  /** Added to the diagonal so that a parameter without information does not change. */
  private static final double TINY = 1e-9;

  /** Minimum rise, {@code 1 - guess - lapse}. */
  private static final double MIN_RISE = 0.02;

  private final PsychometricCounts counts;
  private final PsychometricShape shape;
  private final double[] lower;
  private final double[] upper;

  PsychometricLikelihood(PsychometricCounts counts, PsychometricShape shape) {
    this.counts = counts;
    this.shape = shape;
    double[] levels = counts.levels();
    double least = levels[0];
    double range = levels[levels.length - 1] - least;
    // any steep enough function fits a step between two levels; a tenth of their distance is steep
    // enough
    double steepest = range / (levels.length - 1) / 10;
    double threshold =
        shape == PsychometricShape.WEIBULL ? Math.max(steepest, least - range) : least - range;
    lower = new double[] {threshold, Math.log(steepest), 0, 0};
    upper = new double[] {least + 2 * range, Math.log(2 * range), 1, 1};
  }

  /** Returns starting functions: the most likely ones of a coarse grid. */
  PsychometricFunction[] starts() {
    double[] levels = counts.levels();
    double range = levels[levels.length - 1] - levels[0];
    double[] rates = counts.rates();
    double guess = Math.min(rates[0], 0.9);
    double lapse = Math.max(0, Math.min(1 - rates[rates.length - 1], 0.95 - guess));
    List<PsychometricFunction> grid = new ArrayList<>();
    for (double share = 0.05; share < 1; share += 0.1) {
      for (double spread : new double[] {range / 40, range / 12, range / 4}) {
        grid.add(new PsychometricFunction(shape, levels[0] + share * range, spread, guess, lapse));
      }
    }
    return grid.stream()
        .sorted(Comparator.comparingDouble(this::at).reversed())
        .limit(STARTS)
        .toArray(PsychometricFunction[]::new);
  }

  double at(PsychometricFunction function) {
    double sum = 0;
    for (int i = 0; i < counts.levels().length; i++) {
      sum += term(i, function.at(counts.levels()[i]));
    }
    return sum;
  }

  double ofConstant(double rate) {
    double sum = 0;
    for (int i = 0; i < counts.levels().length; i++) {
      sum += term(i, rate);
    }
    return sum;
  }

  double ofObservedRates() {
    double sum = 0;
    for (int i = 0; i < counts.levels().length; i++) {
      int yes = counts.yes()[i];
      int no = counts.of() - yes;
      sum += yes == 0 ? 0 : yes * Math.log((double) yes / counts.of());
      sum += no == 0 ? 0 : no * Math.log((double) no / counts.of());
    }
    return sum;
  }

  private double term(int level, double rate) {
    double inside = Math.clamp(rate, MIN_RATE, 1 - MIN_RATE);
    int yes = counts.yes()[level];
    return yes * Math.log(inside) + (counts.of() - yes) * Math.log1p(-inside);
  }

  PsychometricFunction climb(PsychometricFunction start) {
    double[] parameters = {
      start.threshold(), Math.log(start.spread()), start.guess(), start.lapse()
    };
    for (int j = 0; j < PARAMETERS; j++) {
      parameters[j] = Math.clamp(parameters[j], lower[j], upper[j]);
    }
    double reached = at(function(parameters));
    double damping = 1e-3;
    double[] score = new double[PARAMETERS];
    double[][] information = new double[PARAMETERS][PARAMETERS];
    for (int step = 0; step < MAX_STEPS; step++) {
      derivatives(parameters, score, information);
      double gain = 0;
      while (gain <= 0 && damping < MAX_DAMPING) {
        double[] next = next(parameters, score, information, damping);
        double there =
            next[2] + next[3] > 1 - MIN_RISE ? Double.NEGATIVE_INFINITY : at(function(next));
        gain = there - reached;
        if (gain > 0) {
          parameters = next;
          reached = there;
          damping /= 10;
        } else {
          damping *= 10;
        }
      }
      if (gain < MIN_GAIN) {
        break;
      }
    }
    return function(parameters);
  }

  private PsychometricFunction function(double[] parameters) {
    return new PsychometricFunction(
        shape, parameters[0], Math.exp(parameters[1]), parameters[2], parameters[3]);
  }

  private void derivatives(double[] at, double[] score, double[][] information) {
    PsychometricFunction function = function(at);
    double[] slope = new double[PARAMETERS];
    for (int j = 0; j < PARAMETERS; j++) {
      score[j] = 0;
      Arrays.fill(information[j], 0);
    }
    double scale = 1 - function.guess() - function.lapse();
    for (int i = 0; i < counts.levels().length; i++) {
      double x = counts.levels()[i];
      double rise = shape.rise(x, function.threshold(), function.spread());
      shape.gradient(x, function.threshold(), function.spread(), slope);
      slope[0] *= scale;
      slope[1] *= scale;
      slope[2] = 1 - rise;
      slope[3] = -rise;
      double rate = Math.clamp(function.guess() + scale * rise, MIN_RATE, 1 - MIN_RATE);
      double weight = 1 / (rate * (1 - rate));
      double surplus = (counts.yes()[i] - counts.of() * rate) * weight;
      for (int j = 0; j < PARAMETERS; j++) {
        score[j] += surplus * slope[j];
        for (int k = 0; k <= j; k++) {
          information[j][k] += counts.of() * weight * slope[j] * slope[k];
        }
      }
    }
  }

  /** Returns a damped step; parameters that would leave their bounds stay there. */
  private double[] next(double[] from, double[] score, double[][] information, double damping) {
    boolean[] held = new boolean[PARAMETERS];
    double[][] rows = new double[PARAMETERS][PARAMETERS + 1];
    for (int j = 0; j < PARAMETERS; j++) {
      held[j] = (from[j] <= lower[j] && score[j] < 0) || (from[j] >= upper[j] && score[j] > 0);
      for (int k = 0; k < j; k++) {
        rows[j][k] = held[j] || held[k] ? 0 : information[j][k];
        rows[k][j] = rows[j][k];
      }
      rows[j][j] = held[j] ? 1 : information[j][j] * (1 + damping) + TINY;
      rows[j][PARAMETERS] = held[j] ? 0 : score[j];
    }
    double[] step = solve(rows);
    double[] next = new double[PARAMETERS];
    for (int j = 0; j < PARAMETERS; j++) {
      next[j] = Math.clamp(from[j] + step[j], lower[j], upper[j]);
    }
    return next;
  }

  /** Solves by Gaussian elimination; the matrix is positive definite, so no pivoting is needed. */
  private static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int j = 0; j < n; j++) {
      for (int i = j + 1; i < n; i++) {
        double factor = rows[i][j] / rows[j][j];
        for (int k = j; k <= n; k++) {
          rows[i][k] -= factor * rows[j][k];
        }
      }
    }
    double[] solution = new double[n];
    for (int j = n - 1; j >= 0; j--) {
      double remainder = rows[j][n];
      for (int k = j + 1; k < n; k++) {
        remainder -= rows[j][k] * solution[k];
      }
      solution[j] = remainder / rows[j][j];
    }
    return solution;
  }
}
