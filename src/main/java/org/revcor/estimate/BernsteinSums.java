package org.revcor.estimate;

import java.nio.DoubleBuffer;
import org.revcor.estimate.anytime.GammaExponentialMixture;

/**
 * The confidence sequence of a map {@code κ = E[rz]/E[r]}, z = x - μ, of responses r and values x
 * within [0, 1] in independent trials, μ being the known mean of x. For the true κ and any a in [0,
 * 1] that earlier trials fix,
 *
 * <pre>
 *   y = (r - a) z - r κ
 * </pre>
 *
 * has expectation 0 and is within [-1, 1]. So κ is ruled out once {@code |S(κ)| > u(V(κ))}, S being
 * Σy, V being Σy² and u the {@linkplain GammaExponentialMixture boundary}. Both are polynomials in
 * κ:
 *
 * <pre>
 *   S(κ) = A - κR              A = Σ(r-a)z,     R = Σr
 *   V(κ) = B - 2κC + κ²Σr²     B = Σ(r-a)²z²,   C = Σr(r-a)z
 * </pre>
 *
 * <p>Of a centred map, a is the mean response of all earlier half-blocks. That takes off the
 * sampling error of x̄, as the map itself does, and leaves no trial out; of the first half-block,
 * as of maps that are not centred, a is 0. Not thread-safe.
 */
final class BernsteinSums {
  private static final int MAX_STEPS = 100;
  private static final double CLOSE = 1e-9;

  private final boolean centred;
  private final Patch patch;
  private final double[] mean;
  private final GammaExponentialMixture boundary;

  private final double[] sums;
  private final double[] squares;
  private final double[] cross;
  private double responses;
  private double squaredResponses;
  private double trials;

  /**
   * @param centred whether the maps are centred on the mean stimulus
   * @param mean means μ of the values of a stimulus under its law
   * @param boundary at the level of a single value of a map
   */
  BernsteinSums(boolean centred, Patch patch, double[] mean, GammaExponentialMixture boundary) {
    int values = patch.values();
    this.centred = centred;
    this.patch = patch;
    this.mean = patch.of(mean);
    this.boundary = boundary;
    sums = new double[values];
    squares = new double[values];
    cross = new double[values];
  }

  /** Numbers of its state for a map of so many values. */
  static int stateSize(int values) {
    return 3 * values + 3;
  }

  void save(DoubleBuffer state) {
    state.put(sums).put(squares).put(cross);
    state.put(responses).put(squaredResponses).put(trials);
  }

  void restore(DoubleBuffer state) {
    state.get(sums).get(squares).get(cross);
    responses = state.get();
    squaredResponses = state.get();
    trials = state.get();
  }

  /** Adds the rows of one channel of the next half-block. */
  void add(HalfTally half, int channel) {
    SquareSums ofSquares = half.ofSquares().orElseThrow();
    double n = half.trials();
    double r = half.responses()[channel];
    double rr = half.squares()[channel];
    double a = centred && trials > 0 ? responses / trials : 0;
    double[] x = half.stimuli();
    double[] xx = ofSquares.alone();
    double[] rx = half.row(channel, sums.length);
    boolean responded = half.responded(channel);
    double[] rrx = responded ? ofSquares.responses()[channel] : rx;
    double[] rxx = responded ? ofSquares.stimuli()[channel] : rx;
    double[] rrxx = responded ? ofSquares.both()[channel] : rx;
    for (int i = 0; i < sums.length; i++) {
      double m = mean[i];
      int place = patch.place(i);
      double z = x[place] - m * n;
      double zz = xx[place] - 2 * m * x[place] + m * m * n;
      double rz = rx[i] - m * r;
      double rrz = rrx[i] - m * rr;
      double rzz = rxx[i] - 2 * m * rx[i] + m * m * r;
      double rrzz = rrxx[i] - 2 * m * rrx[i] + m * m * rr;
      sums[i] += rz - a * z;
      cross[i] += rrz - a * rz;
      squares[i] += rrzz - 2 * a * rzz + a * a * zz;
    }
    responses += r;
    squaredResponses += rr;
    trials += n;
  }

  /**
   * How far the map may be from the truth.
   *
   * <p>If all that is not ruled out is within h of A/R, then |A/R - κ| is at most u/R of the
   * largest V within h, so that this may take the place of h; from the largest h there can be on,
   * every step is an upper limit of the last.
   *
   * @param map κ's estimate, a value a pixel
   */
  BernsteinWidth width(double[] map) {
    double offset = 0;
    double width = 0;
    for (int i = 0; i < sums.length; i++) {
      double middle = sums[i] / responses;
      offset = Math.max(offset, Math.abs(map[i] - middle));
      width = Math.max(width, Math.abs(middle) + Math.max(mean[i], 1 - mean[i]));
    }
    double variation = variation(width);
    for (int step = 0; step < MAX_STEPS; step++) {
      double next = boundary.boundary(variation) / responses;
      if (!(next < width)) {
        break;
      }
      boolean close = width - next < CLOSE * width;
      width = next;
      variation = variation(width);
      if (close) {
        break;
      }
    }
    return new BernsteinWidth(width + offset, offset, variation, responses, boundary);
  }

  /** The largest V of all values of the map within so much of A/R. */
  private double variation(double within) {
    double largest = 0;
    for (int i = 0; i < sums.length; i++) {
      double middle = sums[i] / responses;
      largest = Math.max(largest, variation(i, middle - within));
      largest = Math.max(largest, variation(i, middle + within));
    }
    return largest;
  }

  private double variation(int value, double kappa) {
    return squares[value] - 2 * kappa * cross[value] + kappa * kappa * squaredResponses;
  }
}
