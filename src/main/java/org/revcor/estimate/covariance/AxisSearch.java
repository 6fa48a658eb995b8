package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.revcor.estimate.Vectors;
import org.revcor.estimate.covariance.ChannelAxes.Axis;

/**
 * Finds the significant axes of a channel's spike-triggered covariance (Schwartz et al. 2006).
 *
 * <p>First the triggered average is projected out, since a threshold alone changes the variance
 * along it. Then the search repeats these steps. The directions of largest and smallest variance in
 * each half are tested on the other half ({@link CrossValidation}). For the more significant of the
 * two kinds, the axis is computed from both halves together and projected out. The search ends at
 * the first direction that is not significant. So without true axes it finds one with probability
 * {@code level}.
 *
 * <p>An average that may be due to chance is projected out for the tests, but not for axes and
 * eigenvalues. It lies preferentially along the axes, which would lose that part.
 *
 * <p>If a true average is poorly estimated (its square is below d/n), projecting it out leaves a
 * part of it. This part may appear as an axis, for example for a neuron that responds to nearly all
 * stimuli.
 *
 * <p>z is normal if no few responses are much larger than the others. If they are ({@link
 * TriggeredMoments#trialsOfTails}), shuffles of the responses are required.
 *
 * <p>The test requires noise with the same distribution in all directions, that is, Gaussian noise.
 * Under other noise a few sparse filters show axes that are caused by the noise. With shuffles of
 * the responses an axis must also have a permutation p of at most {@code level}.
 */
public final class AxisSearch {
  private static final double MIN_TRIALS = 50;
  private static final int MIN_DIMENSIONS = 2;

  /**
   * Minimum product of the halves' averages, in standard errors, for a true average. A weaker
   * average has no eigenvalue of its own.
   */
  static final double MIN_AVERAGE_SCORE = 4;

  /** Maximum number of axes of a channel. */
  public static final int MAX_AXES = 20;

  private final double level;
  private final double threshold;
  private final double[] deviations;
  private final int[] indices;

  /**
   * Creates a search.
   *
   * @param level probability of finding an axis if there is none, between 0 and 1
   * @param variance variances σ² of the values in the channel's receptive field; values of variance
   *     0 are ignored
   */
  public AxisSearch(double level, double[] variance) {
    this.level = level;
    threshold = NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2);
    deviations = Arrays.stream(variance).map(Math::sqrt).toArray();
    indices = IntStream.range(0, variance.length).filter(i -> variance[i] > 0).toArray();
  }

  /** Searches the axes of a channel. */
  public ChannelAxes search(TriggeredMoments moments) {
    if (moments.signed()) {
      return new ChannelAxes.Undefined(
          "some responses are below 0, so they cannot weight stimuli; use a layer after its ReLU, a"
              + " probability or a label");
    }
    Ensemble a = moments.halfA();
    Ensemble b = moments.halfB();
    double trials = Math.min(a.effectiveTrials(), b.effectiveTrials());
    if (!(trials >= MIN_TRIALS)) {
      return new ChannelAxes.Undefined(
          "a half has %.1f effective trials; at least %.0f are required"
              .formatted(trials, MIN_TRIALS));
    }
    if (indices.length < MIN_DIMENSIONS) {
      return new ChannelAxes.Undefined(
          "fewer than two values of a stimulus change, so none remains orthogonal to the average");
    }
    Shuffles shuffles = shuffles(moments);
    if (moments.trialsOfTails() < MIN_TRIALS && shuffles.all().isEmpty()) {
      return new ChannelAxes.Undefined(
          "a few large responses decide its variances, of which z is not normal; set"
              + " covariance.permutations to %.0f, which take any responses"
                  .formatted(Math.ceil(2 / level) - 1));
    }
    return search(a, b, shuffles);
  }

  private Shuffles shuffles(TriggeredMoments moments) {
    return new Shuffles(
        moments.shuffled().stream()
            .map(
                ensemble ->
                    new Shuffles.Shuffle(
                        ensemble.covariance(indices, deviations), direction(average(ensemble))))
            .toList());
  }

  private ChannelAxes search(Ensemble a, Ensemble b, Shuffles shuffles) {
    double share = a.responses() / (a.responses() + b.responses());
    Symmetric ofA = a.covariance(indices, deviations);
    Symmetric ofB = b.covariance(indices, deviations);
    Symmetric both = ofA.mixedWith(ofB, share);
    CrossValidation validation =
        new CrossValidation(ofA, a.effectiveTrials(), ofB, b.effectiveTrials());
    double[] averageA = average(a);
    double[] averageB = average(b);
    double shared =
        Vectors.dot(averageA, averageB)
            * Math.sqrt(a.effectiveTrials() * b.effectiveTrials() / ofA.dot(ofB));
    boolean blank = shared < MIN_AVERAGE_SCORE;
    double[] mean = new double[indices.length];
    Vectors.add(mean, share, averageA);
    Vectors.add(mean, 1 - share, averageB);
    double[] average = direction(mean);
    List<double[]> tried = new ArrayList<>(List.of(average));
    List<double[]> reported = new ArrayList<>(blank ? List.of() : tried);
    double[] eigenvalues = both.eigenvaluesOrthogonalTo(reported);
    List<Axis> axes = new ArrayList<>();
    while (true) {
      CrossValidation.Candidates next =
          tried.size() < indices.length
              ? validation.candidates(tried)
              : CrossValidation.Candidates.NONE;
      Shuffles.Chances chances = shuffles.chances(both, tried);
      boolean more = next.high().z() > -next.low().z();
      double p = more ? chances.high() : chances.low(); // NaN without shuffles
      boolean significant = Math.max(next.high().z(), -next.low().z()) > threshold && !(p > level);
      if (!significant || axes.size() == MAX_AXES) {
        return new ChannelAxes.Searched(
            indices.length,
            blank,
            eigenvalues,
            List.copyOf(axes),
            next.high().z(),
            next.low().z(),
            chances.high(),
            chances.low(),
            !significant);
      }
      ExtremeDirections found = ExtremeDirections.of(both, reported);
      double[] direction = more ? found.largest() : found.smallest();
      axes.add(
          more
              ? axis(Axis.Kind.EXCITATORY, found.largestValue(), next.high(), p, direction)
              : axis(Axis.Kind.SUPPRESSIVE, found.smallestValue(), next.low(), p, direction));
      reported.add(direction);
      tried.add(Vectors.orthogonalPart(direction, tried));
    }
  }

  /** Returns the triggered average of a half, in units of the standard deviations. */
  private double[] average(Ensemble half) {
    double[] average = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      average[i] = half.sums()[indices[i]] / (half.responses() * deviations[indices[i]]);
    }
    return average;
  }

  private static double[] direction(double[] vector) {
    double[] direction = vector.clone();
    Vectors.scale(direction, 1 / Vectors.norm(vector));
    return direction;
  }

  private Axis axis(
      Axis.Kind kind,
      double eigenvalue,
      CrossValidation.Outcome outcome,
      double p,
      double[] direction) {
    float[] whole = new float[deviations.length];
    for (int i = 0; i < indices.length; i++) {
      whole[indices[i]] = (float) direction[i];
    }
    return new Axis(kind, eigenvalue, outcome.z(), outcome.fromA(), outcome.fromB(), p, whole);
  }

  /**
   * Covariances of a channel with its responses shuffled among the trials: the null distribution
   * for these stimuli and responses, under any law and with any weights (Rust et al. 2005).
   */
  record Shuffles(List<Shuffle> all) {

    /**
     * One shuffle.
     *
     * @param covariance second moments in units of the law's variance
     */
    record Shuffle(Symmetric covariance, double[] average) {}

    /**
     * Probabilities of directions as extreme under the null hypothesis; NaN without shuffles.
     *
     * @param high probability for the direction of largest variance
     * @param low probability for the direction of smallest variance
     */
    record Chances(double high, double low) {}

    /**
     * Compares the extreme directions of a covariance with those of all shuffles. Each shuffle is
     * projected orthogonally to its own average and the known axes. Each kind of direction has half
     * the level.
     *
     * @param known orthonormal directions: the average, then the axes
     */
    Chances chances(Symmetric observed, List<double[]> known) {
      if (all.isEmpty() || known.size() >= observed.size()) {
        return new Chances(Double.NaN, Double.NaN);
      }
      ExtremeDirections extremes = ExtremeDirections.of(observed, known);
      int above = 1;
      int below = 1;
      for (Shuffle shuffle : all) {
        List<double[]> others = new ArrayList<>(known.subList(1, known.size()));
        others.add(Vectors.orthogonalPart(shuffle.average(), others));
        ExtremeDirections shuffled = ExtremeDirections.of(shuffle.covariance(), others);
        above += shuffled.largestValue() >= extremes.largestValue() ? 1 : 0;
        below += shuffled.smallestValue() <= extremes.smallestValue() ? 1 : 0;
      }
      double count = all.size() + 1.0;
      return new Chances(Math.min(1, 2 * above / count), Math.min(1, 2 * below / count));
    }
  }
}
