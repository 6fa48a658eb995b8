package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Finds the significant axes of a channel's spike-triggered covariance (Schwartz et al. 2006).
 *
 * <p>The triggered average is projected out first: along it a threshold alone changes the variance.
 * Then, again and again: the directions of most and of least variance in half A are tried on half
 * B, and the other way round ({@link CrossValidation}); the more significant one of the two kinds
 * counts, its axis is taken from both halves together, and is projected out before the next are
 * tried. The first that is not significant ends the search, so where nothing is there an axis is
 * found with the probability {@code level}.
 *
 * <p>An average that is chance alone is projected out where directions are tried, but not where
 * axes and eigenvalues are taken: it lies more along the axes than elsewhere, and they would lose
 * that part of themselves.
 *
 * <p>Of an average that is there but barely known, its square below d/n, a part is left when it is
 * projected out, which may show as an axis: a neuron that answers nearly everything has one.
 *
 * <p>It holds for stimuli whose directions are alike, that is, for Gaussian noise. Under other
 * noise a few sparse filters show axes that are of the noise's making.
 */
public final class AxisSearch {
  private static final double MIN_TRIALS = 50;
  private static final int MIN_DIMENSIONS = 2;

  /**
   * Standard errors by which the product of the halves' averages is above 0 if there is an average.
   * One that is missed by that is too weak to have an eigenvalue of its own.
   */
  private static final double CLEAR_AVERAGE = 4;

  /** Axes of a channel at which the search ends. */
  public static final int MAX_AXES = 20;

  private final double level;
  private final double threshold;
  private final double[] deviations;
  private final int[] places;

  /**
   * @param level probability that something is found where nothing is, between 0 and 1
   * @param variance variances σ² of the values that the channel sees; those of 0 are left out
   */
  public AxisSearch(double level, double[] variance) {
    this.level = level;
    threshold = NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2);
    deviations = Arrays.stream(variance).map(Math::sqrt).toArray();
    places = IntStream.range(0, variance.length).filter(i -> variance[i] > 0).toArray();
  }

  /** Probability that something is found where nothing is. */
  public double level() {
    return level;
  }

  /** Searches the moments of a channel. */
  public SpikeTriggeredCovariance search(TriggeredMoments moments) {
    if (moments.signed()) {
      return new SpikeTriggeredCovariance.Undefined(
          "some responses are below 0, so they are no weights of stimuli; a layer after its ReLU, a probability or a label has none");
    }
    Ensemble a = moments.halfA();
    Ensemble b = moments.halfB();
    double fewest = Math.min(a.effectiveTrials(), b.effectiveTrials());
    if (!(fewest >= MIN_TRIALS)) {
      return new SpikeTriggeredCovariance.Undefined(
          "a half has %.1f effective trials, and %.0f are the least"
              .formatted(fewest, MIN_TRIALS));
    }
    if (places.length < MIN_DIMENSIONS) {
      return new SpikeTriggeredCovariance.Undefined(
          "fewer than two values of a stimulus change, so none is left beside the average");
    }
    return search(a, b, moments.effectiveTrials(), shuffles(moments));
  }

  private Shuffles shuffles(TriggeredMoments moments) {
    return new Shuffles(
        moments.shuffled().stream()
            .map(
                ensemble ->
                    new Shuffles.Shuffle(
                        ensemble.covariance(places, deviations), direction(average(ensemble))))
            .toList());
  }

  private SpikeTriggeredCovariance search(
      Ensemble a, Ensemble b, double trials, Shuffles shuffles) {
    double share = a.responses() / (a.responses() + b.responses());
    Symmetric ofA = a.covariance(places, deviations);
    Symmetric ofB = b.covariance(places, deviations);
    Symmetric both = ofA.mixedWith(ofB, share);
    CrossValidation validation =
        new CrossValidation(ofA, a.effectiveTrials(), ofB, b.effectiveTrials());
    double[] averageA = average(a);
    double[] averageB = average(b);
    double shared =
        Vectors.dot(averageA, averageB)
            * Math.sqrt(a.effectiveTrials() * b.effectiveTrials() / ofA.dot(ofB));
    boolean blank = shared < CLEAR_AVERAGE;
    double[] mean = new double[places.length];
    Vectors.add(mean, share, averageA);
    Vectors.add(mean, 1 - share, averageB);
    double[] average = direction(mean);
    List<double[]> tried = new ArrayList<>(List.of(average));
    List<double[]> reported = new ArrayList<>(blank ? List.of() : tried);
    double[] eigenvalues = both.eigenvaluesBeside(reported);
    List<Axis> axes = new ArrayList<>();
    while (true) {
      CrossValidation.Candidates next =
          tried.size() < places.length
              ? validation.candidates(tried)
              : CrossValidation.Candidates.NONE;
      Shuffles.Chances chances = shuffles.chances(both, tried);
      boolean significant = Math.max(next.high().z(), -next.low().z()) > threshold;
      if (!significant || axes.size() == MAX_AXES) {
        return new SpikeTriggeredCovariance.Searched(
            places.length,
            blank,
            MarchenkoPastur.of(places.length, trials),
            eigenvalues,
            List.copyOf(axes),
            next.high().z(),
            next.low().z(),
            chances.high(),
            chances.low(),
            !significant);
      }
      ExtremeDirections found = ExtremeDirections.of(both, reported);
      boolean more = next.high().z() > -next.low().z();
      double[] direction = more ? found.largest() : found.smallest();
      axes.add(
          more
              ? axis(
                  Axis.Kind.EXCITATORY,
                  found.largestValue(),
                  next.high(),
                  chances.high(),
                  direction)
              : axis(
                  Axis.Kind.SUPPRESSIVE,
                  found.smallestValue(),
                  next.low(),
                  chances.low(),
                  direction));
      reported.add(direction);
      tried.add(Vectors.beside(direction, tried));
    }
  }

  /** The triggered average of a half, in units of the standard deviations. */
  private double[] average(Ensemble half) {
    double[] average = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      average[i] = half.sums()[places[i]] / (half.responses() * deviations[places[i]]);
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
    for (int i = 0; i < places.length; i++) {
      whole[places[i]] = (float) direction[i];
    }
    return new Axis(kind, eigenvalue, outcome.z(), outcome.fromA(), outcome.fromB(), p, whole);
  }
}
