package org.revcor.estimate;

import java.nio.DoubleBuffer;
import org.revcor.estimate.HalfTally.SquareSums;
import org.revcor.estimate.anytime.GammaExponentialMixture;

/**
 * Confidence sequence of a map {@code κ = E[rz]/E[r]}, z = x - μ, for independent trials. Responses
 * r and values x are in [0, 1]; μ is the known mean of x. For the true κ and any a in [0, 1] that
 * depends on earlier trials only,
 *
 * <pre>
 *   y = (r - a) z - r κ
 * </pre>
 *
 * has expectation 0 and is in [-1, 1]. With S = Σy, V = Σy² and the {@linkplain
 * GammaExponentialMixture boundary} u, κ is rejected once {@code |S(κ)| > u(V(κ))}. S and V are
 * polynomials in κ:
 *
 * <pre>
 *   S(κ) = A - κR              A = Σ(r-a)z,     R = Σr
 *   V(κ) = B - 2κC + κ²Σr²     B = Σ(r-a)²z²,   C = Σr(r-a)z
 * </pre>
 *
 * <p>For centred maps, a is the mean response of all earlier half-blocks, and 0 in the first. Like
 * the map itself, this removes the sampling error of x̄, and it uses all trials. For maps that are
 * not centred, a is 0. Not thread-safe.
 */
final class BernsteinSums {
  private static final int MAX_STEPS = 100;
  private static final double TOLERANCE = 1e-9;

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
   * @param boundary boundary at the level of a single value of a map
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

  /** Returns the length of the state for a map of {@code values} values. */
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
    SquareSums ofSquares = half.squareSums().orElseThrow();
    double n = half.trials();
    double r = half.responses()[channel];
    double rr = half.squaredResponses()[channel];
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
      int index = patch.index(i);
      double z = x[index] - m * n;
      double zz = xx[index] - 2 * m * x[index] + m * m * n;
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
   * Returns how far the map may be from the truth.
   *
   * <p>Assume that all κ that are not rejected are within h of A/R. Then |A/R - κ| is at most u/R
   * at the largest V within h. So u/R replaces h. Starting from the largest possible h, every step
   * is an upper limit of the previous one.
   *
   * @param map estimate of κ, one value per pixel
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
      boolean close = width - next < TOLERANCE * width;
      width = next;
      variation = variation(width);
      if (close) {
        break;
      }
    }
    return new BernsteinWidth(width + offset, offset, variation, responses, boundary);
  }

  /** Returns the largest V over all values of the map within this distance of A/R. */
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

  /**
   * Half-width of the confidence sequence of a channel's map, from {@link BernsteinSums}.
   *
   * @param halfWidth largest distance between a map value and a value that is not rejected
   * @param offset part of the half-width that is due to sums centred on earlier means than the map
   * @param variation V of the value with the largest half-width
   * @param responses Σr
   */
  record BernsteinWidth(
      double halfWidth,
      double offset,
      double variation,
      double responses,
      GammaExponentialMixture boundary) {
    private static final int MAX_STEPS = 100;

    /**
     * Returns the factor by which trials must grow until the half-width is {@code target}, if V and
     * the responses grow in proportion.
     *
     * @param target above 0
     */
    double growth(double target) {
      double low = 0;
      double high = 1;
      while (widthAfter(high) > target) {
        low = high;
        high *= 2;
      }
      for (int step = 0; step < MAX_STEPS && high - low > 1e-6 * high; step++) {
        double middle = (low + high) / 2;
        if (widthAfter(middle) > target) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }

    private double widthAfter(double growth) {
      return boundary.boundary(growth * variation) / (growth * responses) + offset / growth;
    }
  }
}
