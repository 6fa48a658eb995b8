package org.revcor.estimate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.estimate.Vectors.UpperTriangle;
import org.revcor.stimulus.SteinKernel;

/**
 * Draws the tallies of a simulated study block by block.
 *
 * <p>A response depends on the projections of a stimulus only. Under Gaussian noise the orthogonal
 * part is Gaussian and independent. So the sums over half a block, {@code Σrx} of all channels and
 * {@code Σx}, are drawn directly with the covariance {@code Σrr'}, given the projections of each
 * trial. This is exact and fast. Under other noise whole stimuli are drawn.
 */
final class UnitBlocks {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private static final double[] NONE = {};

  private final UnitDesign design;
  private final SimulatedUnit unit;
  private final double mean;
  private final double sd;
  private final double[][] directions;
  private final RandomGenerator random;
  private final int n;
  private final int d;
  private final int k;
  private final int channels;
  private long blocks;

  /** Stimuli of half a block, n x values; empty if projections are drawn. */
  private final float[][] x;

  private final double[][] u;
  private final double[][] r;
  private final double[] slope;

  /** Returns rows that a unit fills in, all empty except the row of the selected channel. */
  private final double[][] slopes;

  UnitBlocks(UnitDesign design, long seed) {
    this.design = design;
    unit = design.unit();
    mean = design.law().mean();
    sd = Math.sqrt(design.law().variance());
    directions = design.directions();
    random = FACTORY.create(seed);
    n = design.block() / 2;
    d = design.values();
    k = unit.directions();
    channels = unit.channels();
    x = new float[design.byProjections() ? 0 : n][d];
    u = new double[n][k];
    r = new double[n][channels];
    slope = new double[k];
    slopes = new double[channels][];
    Arrays.fill(slopes, NONE);
  }

  Tally next() {
    long first = blocks * n;
    Tally tally = new Tally(blocks, half(first), half(first));
    blocks++;
    return tally;
  }

  private HalfTally half(long first) {
    for (int t = 0; t < n; t++) {
      if (design.byProjections()) {
        for (int j = 0; j < k; j++) {
          u[t][j] = random.nextGaussian();
        }
      } else {
        design.law().fill(random, x[t], d);
        project(x[t], u[t]);
      }
      unit.response().of(u[t], r[t], new double[0][]);
    }
    double[] responses = new double[channels];
    double[] squares = new double[channels];
    for (double[] each : r) {
      for (int c = 0; c < channels; c++) {
        responses[c] += each[c];
        squares[c] += each[c] * each[c];
      }
    }
    boolean averages = design.estimator() != Estimator.GRADIENT;
    double[] stimuli = new double[d];
    double[][] weighted = new double[channels][d];
    Map<String, double[][]> gradients = averages ? Map.of() : gradients(first);
    if (design.byProjections()) {
      drawSums(stimuli, weighted);
    } else {
      boolean squared = design.estimand() == Estimand.ROOT_MEAN_SQUARE;
      addSums(stimuli, weighted, squared ? 2 : 1);
    }
    if (!averages) {
      gradients.put(HalfTally.WEIGHTED, weighted);
      return new HalfTally(n, stimuli, responses, squares, gradients);
    }
    HalfTally half =
        new HalfTally(
            n,
            stimuli,
            responses,
            squares,
            Map.of(HalfTally.WEIGHTED, weighted, ResponseMoments.NAME, Trials.moments(r)));
    return switch (design.form()) {
      case WHITENED -> half.with(StimulusProducts.NAME, stimulusProducts());
      case PLAIN, SELECTED -> half;
    };
  }

  /** Projections of d values. */
  private void project(float[] row, double[] projections) {
    for (int j = 0; j < k; j++) {
      double[] w = directions[j];
      double sum = 0;
      for (int i = 0; i < d; i++) {
        sum += w[i] * (row[i] - mean);
      }
      projections[j] = sum / sd;
    }
  }

  /** Draws Σx and Σrx given the projections. */
  private void drawSums(double[] stimuli, double[][] weighted) {
    int rows = channels + 1;
    double[][] gram = new double[rows][rows];
    double[][] along = new double[rows][k];
    double[] each = new double[rows];
    each[channels] = 1;
    for (int t = 0; t < n; t++) {
      System.arraycopy(r[t], 0, each, 0, channels);
      for (int a = 0; a < rows; a++) {
        if (each[a] != 0) {
          for (int b = 0; b <= a; b++) {
            gram[a][b] += each[a] * each[b];
          }
          UnitDesign.add(along[a], each[a], u[t]);
        }
      }
    }
    double[] sums = gram[channels].clone();
    double[][] root = root(gram);
    double[][] across = new double[rows][d];
    for (double[] row : across) {
      for (int i = 0; i < d; i++) {
        row[i] = random.nextGaussian();
      }
      for (double[] w : directions) {
        UnitDesign.add(row, -SimulatedObservers.dot(row, w), w);
      }
    }
    for (int a = 0; a < rows; a++) {
      double[] to = a < channels ? weighted[a] : stimuli;
      for (int j = 0; j < k; j++) {
        UnitDesign.add(to, sd * along[a][j], directions[j]);
      }
      for (int b = 0; b <= a; b++) {
        if (root[a][b] != 0) {
          UnitDesign.add(to, sd * root[a][b], across[b]);
        }
      }
      for (int i = 0; i < d; i++) {
        to[i] += sums[a] * mean;
      }
    }
  }

  /** Cholesky factor of a positive semidefinite matrix, whose lower triangle is given. */
  private static double[][] root(double[][] matrix) {
    int size = matrix.length;
    double[][] root = new double[size][size];
    for (int j = 0; j < size; j++) {
      double pivot = matrix[j][j];
      for (int m = 0; m < j; m++) {
        pivot -= root[j][m] * root[j][m];
      }
      if (pivot <= 1e-10 * matrix[j][j]) {
        continue;
      }
      root[j][j] = Math.sqrt(pivot);
      for (int i = j + 1; i < size; i++) {
        double sum = matrix[i][j];
        for (int m = 0; m < j; m++) {
          sum -= root[i][m] * root[j][m];
        }
        root[i][j] = sum / root[j][j];
      }
    }
    return root;
  }

  private void addSums(double[] stimuli, double[][] weighted, int power) {
    for (int t = 0; t < n; t++) {
      float[] row = x[t];
      if (power == 2) {
        row = row.clone();
        for (int i = 0; i < d; i++) {
          row[i] *= row[i];
        }
      }
      for (int i = 0; i < d; i++) {
        stimuli[i] += row[i];
      }
      for (int c = 0; c < weighted.length; c++) {
        double factor = r[t][c];
        if (factor != 0) {
          double[] to = weighted[c];
          for (int i = 0; i < d; i++) {
            to[i] += factor * row[i];
          }
        }
      }
    }
  }

  private float[] stimulusProducts() {
    double[] sums = new double[UpperTriangle.length(d)];
    double[] y = new double[d];
    for (float[] row : x) {
      for (int i = 0; i < d; i++) {
        y[i] = row[i] - mean;
      }
      int at = 0;
      for (int i = 0; i < d; i++) {
        for (int j = i; j < d; j++) {
          sums[at++] += y[i] * y[j];
        }
      }
    }
    float[] upper = new float[sums.length];
    for (int i = 0; i < upper.length; i++) {
      upper[i] = (float) sums[i];
    }
    return upper;
  }

  private Map<String, double[][]> gradients(long first) {
    Gradients sums = new Gradients();
    SteinKernel kernel = design.law().steinKernel();
    Choice choice = design.form() == UnitDesign.Form.SELECTED ? selected() : inTurn(first);
    for (int t = 0; t < n; t++) {
      int c = choice.channel()[t];
      slopes[c] = slope;
      unit.response().of(u[t], r[t], slopes);
      slopes[c] = NONE;
      sums.add(t, c, slope, choice.factor()[t], kernel);
    }
    return sums.of();
  }

  /** Channel of each trial and the inverse of its probability. */
  private record Choice(int[] channel, double[] factor) {}

  private Choice inTurn(long first) {
    Choice choice = new Choice(new int[n], new double[n]);
    for (int t = 0; t < n; t++) {
      choice.channel()[t] = (int) ((first + t) % channels);
      choice.factor()[t] = channels;
    }
    return choice;
  }

  /**
   * Draws channels as lanes do, with half a block as batch: more often channels whose response can
   * change.
   */
  private Choice selected() {
    double[] spread = new double[channels];
    for (double[] p : r) {
      for (int c = 0; c < channels; c++) {
        spread[c] += p[c] * (1 - p[c]) / n;
      }
    }
    Choice choice = new Choice(new int[n], new double[n]);
    double[] q = new double[channels];
    for (int t = 0; t < n; t++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        q[c] = r[t][c] * (1 - r[t][c]) / spread[c];
        sum += q[c];
      }
      double left = random.nextDouble();
      int c = -1;
      do {
        c++;
        q[c] = 0.8 * q[c] / sum + 0.2 / channels;
        left -= q[c];
      } while (left >= 0 && c < channels - 1);
      choice.channel()[t] = c;
      choice.factor()[t] = 1 / q[c];
    }
    return choice;
  }

  /** Sums of gradients; along the directions only if the Stein kernel is constant. */
  private final class Gradients {
    private final double[][] sums = new double[channels][d];
    private final double[][] along = new double[channels][k];
    private final double[] norms = new double[channels];
    private final double[] fourths = new double[channels];
    private final double[] trials = new double[channels];

    void add(int t, int c, double[] slope, double factor, SteinKernel kernel) {
      double norm = 0;
      if (kernel instanceof SteinKernel.Constant(double value)) {
        double scale = factor * value / sd;
        UnitDesign.add(along[c], scale, slope);
        norm = scale * scale * SimulatedObservers.dot(slope, slope);
      } else {
        double[] g = new double[d];
        for (int j = 0; j < k; j++) {
          UnitDesign.add(g, factor / sd * slope[j], directions[j]);
        }
        for (int i = 0; i < d; i++) {
          g[i] *=
              switch (kernel) {
                case SteinKernel.Constant(double value) -> value;
                case SteinKernel.Quadratic(double low, double high, double weight) ->
                    weight * (x[t][i] - low) * (high - x[t][i]) / 2;
              };
          sums[c][i] += g[i];
          norm += g[i] * g[i];
        }
      }
      norms[c] += norm;
      fourths[c] += norm * norm;
      if (design.form() == UnitDesign.Form.SELECTED) {
        for (int each = 0; each < channels; each++) {
          trials[each]++;
        }
      } else {
        trials[c] += channels;
      }
    }

    Map<String, double[][]> of() {
      for (int c = 0; c < channels; c++) {
        for (int j = 0; j < k; j++) {
          UnitDesign.add(sums[c], along[c][j], directions[j]);
        }
      }
      Map<String, double[][]> all = new HashMap<>();
      all.put(GradientMoments.GRADIENTS, sums);
      all.put(GradientMoments.COUNTS, new double[][] {norms, fourths, trials});
      return all;
    }
  }
}
