package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.revcor.estimate.Vectors;
import org.revcor.estimate.covariance.ChannelAxes.Axis;

/**
 * Finds the axes of a channel from its gradients: the eigenvectors of {@code E[ggᵀ]}, the subspace
 * that drives it (Samarov 1993; active subspace: Constantine 2015).
 *
 * <p>The null hypothesis is that gradients orthogonal to the axes already found have the same
 * distribution in all directions. Then the strongest direction of a half is a random one for the
 * other half. So its squared gradient there is compared with that of random directions ({@link
 * #z}). An axis is significant if this holds both ways. The search continues orthogonal to it, and
 * ends at the first direction that is not significant.
 *
 * <p>A linear unit has one axis, its first-order map. Directions with less than {@link #RESOLUTION}
 * of the squared gradient are not distinguished from the rounding of float32.
 */
public final class SubspaceSearch {
  /** Smallest share of the squared gradient that is distinguished from 0. */
  private static final double RESOLUTION = 1e-6;

  private static final double RELATIVE_ROUNDING = 1e-12;
  private static final int BISECTIONS = 60;

  /** Below it the saddlepoint loses its accuracy, and no value is significant. */
  private static final double MIN_ROOT = 0.05;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final double threshold;

  /**
   * @param level probability of finding an axis if there is none, between 0 and 1
   */
  public SubspaceSearch(double level) {
    threshold = NORMAL.inverseSurvivalProbability(level);
  }

  /** Searches the axes of a channel. */
  public ChannelAxes search(GradientSketch sketch) {
    GradientSketch.Half a = sketch.halfA();
    GradientSketch.Half b = sketch.halfB();
    if (!(a.trace() > 0 && b.trace() > 0)) {
      return new ChannelAxes.Undefined("the gradient is 0 in all trials of a half");
    }
    double[][] ofA = a.factor(RESOLUTION);
    double[][] ofB = b.factor(RESOLUTION);
    List<double[]> both =
        Stream.concat(scaled(ofA, 1 / (2 * a.trace())), scaled(ofB, 1 / (2 * b.trace()))).toList();
    if (both.isEmpty()) {
      return new ChannelAxes.Undefined("the sketch of the gradients has rank 0");
    }
    Symmetric gram = new Symmetric(both.size());
    for (int i = 0; i < both.size(); i++) {
      for (int j = 0; j <= i; j++) {
        gram.set(i, j, Vectors.dot(both.get(i), both.get(j)));
      }
    }
    // its eigenvalues are those of the mean of both halves, whose eigenvectors are the basis below
    Symmetric.Eigenvectors eigen = gram.eigenvectors();
    int rank = eigen.above(RESOLUTION);
    Symmetric inA = inBasis(eigen, rank, 0, ofA.length);
    Symmetric inB = inBasis(eigen, rank, ofA.length, both.size());
    int d = sketch.values();
    List<Axis> axes = new ArrayList<>();
    while (true) {
      int found = axes.size();
      Tested next =
          found < rank ? tested(inA.from(found), inB.from(found), d - found) : Tested.NONE;
      if (!(next.z() > threshold) || found == AxisSearch.MAX_AXES) {
        return new ChannelAxes.Subspace(
            d,
            IntStream.range(0, rank).mapToDouble(i -> eigen.values()[i]).toArray(),
            List.copyOf(axes),
            next.z(),
            share(a, b),
            score(a, b),
            sketch.effectiveTrials(),
            !(next.z() > threshold));
      }
      axes.add(
          new Axis(
              Axis.Kind.GRADIENT,
              eigen.values()[found],
              next.z(),
              next.fromA(),
              next.fromB(),
              NORMAL.survivalProbability(next.z()),
              direction(both, eigen.vectors()[found])));
    }
  }

  private static Stream<double[]> scaled(double[][] vectors, double square) {
    return Stream.of(vectors)
        .map(vector -> Arrays.stream(vector).map(each -> Math.sqrt(square) * each).toArray());
  }

  /** Returns the part of some columns of the Gram matrix, in the basis of both halves. */
  private static Symmetric inBasis(Symmetric.Eigenvectors eigen, int rank, int from, int to) {
    Symmetric part = new Symmetric(rank);
    for (int i = 0; i < rank; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = from; k < to; k++) {
          sum += eigen.vectors()[i][k] * eigen.vectors()[j][k];
        }
        part.set(i, j, sum * Math.sqrt(eigen.values()[i] * eigen.values()[j]));
      }
    }
    return part;
  }

  private static float[] direction(List<double[]> vectors, double[] weights) {
    double[] direction = new double[vectors.getFirst().length];
    for (int i = 0; i < weights.length; i++) {
      Vectors.add(direction, weights[i], vectors.get(i));
    }
    double norm = Vectors.norm(direction);
    float[] unit = new float[direction.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (direction[i] / norm);
    }
    return unit;
  }

  private record Tested(double fromA, double fromB) {
    /** Result if no direction remains. */
    static final Tested NONE = new Tested(0, 0);

    double z() {
      return Math.min(fromA, fromB);
    }
  }

  private static Tested tested(Symmetric a, Symmetric b, int dimensions) {
    Symmetric.Eigenvectors ofA = a.eigenvectors();
    Symmetric.Eigenvectors ofB = b.eigenvectors();
    return new Tested(
        z(ofB.values(), b.along(ofA.vectors()[0]), dimensions),
        z(ofA.values(), a.along(ofB.vectors()[0]), dimensions));
  }

  /**
   * Returns the normal quantile of the probability that {@code uᵀMu} of a random direction u is
   * below a value: Σ(λ - value)w² with normal w, by its saddlepoint (Barndorff-Nielsen's r*; Kuonen
   * 1999).
   *
   * @param eigenvalues those of M that are not 0
   * @param dimensions number of eigenvalues of M, with those that are 0
   * @return 0 if the value is not above that of the average direction
   */
  static double z(double[] eigenvalues, double value, int dimensions) {
    double mean = 0;
    double largest = 0;
    for (double eigenvalue : eigenvalues) {
      mean += eigenvalue / dimensions;
      largest = Math.max(largest, eigenvalue);
    }
    double limit = Math.min(value, largest * (1 - RELATIVE_ROUNDING));
    if (!(limit > mean)) {
      return 0;
    }
    double low = 0;
    double high = 1 / (2 * (largest - limit));
    for (int step = 0; step < BISECTIONS; step++) {
      double t = (low + high) / 2;
      boolean below = Cumulants.of(eigenvalues, limit, dimensions, t).first() < 0;
      low = below ? t : low;
      high = below ? high : t;
    }
    Cumulants at = Cumulants.of(eigenvalues, limit, dimensions, low);
    double w = Math.sqrt(-2 * at.value());
    return w > MIN_ROOT ? w + Math.log(low * Math.sqrt(at.second()) / w) / w : 0;
  }

  /** The cumulant generating function of {@code Σ(λ - value)w²} and its derivatives. */
  private record Cumulants(double value, double first, double second) {
    static Cumulants of(double[] eigenvalues, double limit, int dimensions, double t) {
      Cumulants sum = new Cumulants(0, 0, 0).plus(dimensions - eigenvalues.length, -limit, t);
      for (double eigenvalue : eigenvalues) {
        sum = sum.plus(1, eigenvalue - limit, t);
      }
      return sum;
    }

    private Cumulants plus(int count, double weight, double t) {
      double rest = 1 - 2 * t * weight;
      double slope = weight / rest;
      return new Cumulants(
          value - count * Math.log(rest) / 2,
          first + count * slope,
          second + 2 * count * slope * slope);
    }
  }

  /** Returns an unbiased estimate of {@code ‖E g‖² / E‖g‖²}. */
  private static double share(GradientSketch.Half a, GradientSketch.Half b) {
    double gradients = a.gradients() + b.gradients();
    return Vectors.dot(a.sum(), b.sum())
        / (a.gradients() * b.gradients())
        * gradients
        / (a.trace() + b.trace());
  }

  /**
   * Returns the product of the halves' sums in standard errors; fewer if gradients span many
   * dimensions.
   */
  private static double score(GradientSketch.Half a, GradientSketch.Half b) {
    return Vectors.dot(a.sum(), b.sum()) / Math.sqrt(a.trace() * b.trace());
  }
}
