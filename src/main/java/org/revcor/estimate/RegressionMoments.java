package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Regression of one channel on the scores of stimuli in a basis ({@link Regression}). The map is
 * the sum of the images of the basis weighted by the coefficients; a class map is divided by the
 * mean response.
 *
 * <p>Errors have the shape of least-squares errors and the size that the groups of half-blocks give
 * them, with the mean response taken as known. z is the map divided by its error.
 *
 * <p>The sums of shuffled responses give a map of a channel that does not depend on the stimuli.
 */
public final class RegressionMoments implements ChannelMoments {
  /** Name of Σyu of responses y and scores u in a tally, channels x K. */
  public static final String SCORES = "scores";

  /** Name of the same with shuffled responses. */
  public static final String SHUFFLED = "shuffledScores";

  private static final int DOUBLES_PER_SCORE = ScoreProducts.GROUPS + 2;
  private static final int DOUBLES_PER_CHANNEL = 3 + ResponseMoments.STATE_SIZE;

  private final boolean kernel;
  private final RegressionBasis basis;
  private final double[][] sums;
  private final double[][] shuffled;
  private double responsesA;
  private double responsesB;
  private double squares;
  private final ResponseMoments moments = new ResponseMoments();

  /** The last regression and the coefficients that follow from it. */
  private @Nullable Regression solved;

  private RegressionSolution.@Nullable Coefficients coefficients;

  /** Creates the moments of a channel of a regression. */
  public RegressionMoments(Estimand estimand, RegressionBasis basis) {
    this.kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    this.basis = basis;
    this.sums = new double[ScoreProducts.GROUPS][basis.components()];
    this.shuffled = new double[2][basis.components()];
  }

  /** Returns the number of doubles that a channel of K scores stores. */
  public static int doubles(int components) {
    return DOUBLES_PER_SCORE * components + DOUBLES_PER_CHANNEL;
  }

  @Override
  public void add(Tally tally, int channel) {
    int group = ScoreProducts.group(tally);
    Vectors.add(sums[group], 1, tally.a().sums(SCORES)[channel]);
    Vectors.add(sums[group + 1], 1, tally.b().sums(SCORES)[channel]);
    Vectors.add(shuffled[0], tally.a().products(SHUFFLED)[channel]);
    Vectors.add(shuffled[1], tally.b().products(SHUFFLED)[channel]);
    responsesA += tally.a().responses()[channel];
    responsesB += tally.b().responses()[channel];
    squares += tally.a().squaredResponses()[channel] + tally.b().squaredResponses()[channel];
    moments.add(tally.a(), channel);
    moments.add(tally.b(), channel);
    solved = null;
  }

  @Override
  public double[] state() {
    DoubleBuffer state = DoubleBuffer.allocate(doubles(basis.components()));
    for (double[] group : sums) {
      state.put(group);
    }
    state.put(shuffled[0]).put(shuffled[1]).put(responsesA).put(responsesB).put(squares);
    moments.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    for (double[] group : sums) {
      from.get(group);
    }
    from.get(shuffled[0]).get(shuffled[1]);
    responsesA = from.get();
    responsesB = from.get();
    squares = from.get();
    moments.restore(from);
    solved = null;
  }

  @Override
  public float[] view(MapView view, StimulusMeans stimuli) {
    Regression regression = stimuli.regression().orElseThrow();
    if (!regression.isDefined()) {
      float[] undefined = new float[basis.values()];
      Arrays.fill(undefined, Float.NaN);
      return undefined;
    }
    RegressionSolution.Coefficients of = coefficients(regression);
    double mean = (responsesA + responsesB) / stimuli.trials();
    double scale = kernel ? 1 : 1 / mean;
    return switch (view) {
      case MAP -> basis.map(of.all(), scale);
      case HALF_A -> basis.map(of.a(), kernel ? 1 : stimuli.trialsA() / responsesA);
      case HALF_B -> basis.map(of.b(), kernel ? 1 : stimuli.trialsB() / responsesB);
      case ERROR -> errors(regression, of, scale);
      case Z -> {
        float[] z = basis.map(of.all(), scale);
        float[] errors = errors(regression, of, scale);
        for (int i = 0; i < z.length; i++) {
          z[i] /= errors[i];
        }
        yield z;
      }
    };
  }

  private float[] errors(Regression regression, RegressionSolution.Coefficients of, double scale) {
    float[] errors = regression.solution().deviations(basis).clone();
    float factor = (float) (Math.sqrt(of.residualVariance()) * Math.abs(scale));
    for (int i = 0; i < errors.length; i++) {
      errors[i] *= factor;
    }
    return errors;
  }

  @Override
  public boolean isBlank() {
    return !kernel && squares == 0;
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans stimuli) {
    Regression regression = stimuli.regression().orElseThrow();
    double count = responsesA + responsesB;
    double nEff = kernel ? moments.effective() : squares > 0 ? count * count / squares : 0;
    if (!regression.isDefined() || squares == 0) {
      return new ChannelStatistics(count, nEff, SignalToNoise.UNKNOWN, Double.NaN, 0);
    }
    RegressionSolution.Coefficients of = coefficients(regression);
    return new ChannelStatistics(count, nEff, of.signal(), Double.NaN, 0)
        .withResponses(squares, stimuli.trials(), moments);
  }

  /** Returns the coefficients of both halves in the metric of the regression. */
  public double[][] halves(Regression regression) {
    return new double[][] {
      regression.solution().scaled(0, Regression.half(sums, 0)),
      regression.solution().scaled(1, Regression.half(sums, 1))
    };
  }

  /** Returns the coefficients of both halves like {@link #halves}, of shuffled responses. */
  public double[][] shuffledHalves(Regression regression) {
    return new double[][] {
      regression.solution().scaled(0, shuffled[0]), regression.solution().scaled(1, shuffled[1])
    };
  }

  /** Returns the coefficients of all trials with shuffled responses. */
  public double[] shuffled(Regression regression) {
    return regression.solution().ofAll(Regression.plus(shuffled[0], shuffled[1], 1));
  }

  /** Returns the coefficients by groups, see {@link RegressionGroups#of}. */
  public double[][] groups(RegressionGroups regression) {
    return regression.of(sums);
  }

  private RegressionSolution.Coefficients coefficients(Regression regression) {
    if (coefficients == null || solved != regression) {
      coefficients = regression.solution().coefficients(sums);
      solved = regression;
    }
    return coefficients;
  }

  /**
   * The images that coefficients of a regression are weights of.
   *
   * @param components number of components K
   * @param images K x d: a map is the sum of the images weighted by the coefficients
   */
  public record RegressionBasis(int components, float[] images) {
    /** Returns the number d of values of a map. */
    int values() {
      return images.length / components;
    }

    /** Returns the map of coefficients. */
    public float[] map(double[] coefficients, double scale) {
      int values = values();
      float[] map = new float[values];
      for (int k = 0; k < components; k++) {
        float weight = (float) (scale * coefficients[k]);
        int at = k * values;
        for (int i = 0; i < values; i++) {
          map[i] += weight * images[at + i];
        }
      }
      return map;
    }
  }
}
