package org.revcor.estimate.covariance;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.ResponseMoments;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Vectors;
import org.revcor.estimate.Vectors.UpperTriangle;

/** First and second moments of the stimuli that triggered one channel, for each half separately. */
public final class TriggeredMoments implements AxisMoments {
  /**
   * Name of the products in a tally, one row for each channel whose axes are searched for: Σr(x-μ)
   * and Σr(x-μ)(x-μ)ᵀ, upper triangle row by row, with the means μ of the law; then both for each
   * shuffle of the responses among the trials. A row is empty without a response, and has one
   * element if a response is below 0.
   */
  public static final String PRODUCTS = "triggered";

  private final int values;
  private final Half a;
  private final Half b;
  private final double[][] shuffled;
  private boolean signed;

  /**
   * Creates empty moments.
   *
   * @param values number d of stimulus values in the channel's receptive field
   */
  public TriggeredMoments(int values, int shuffles) {
    this.values = values;
    shuffled = new double[shuffles][values + UpperTriangle.length(values)];
    a = new Half(values);
    b = new Half(values);
  }

  @Override
  public void add(Tally tally, int channel, int index) {
    add(a, tally.a(), channel, index);
    add(b, tally.b(), channel, index);
  }

  private void add(Half half, HalfTally tally, int channel, int index) {
    float[] row = tally.products(PRODUCTS)[index];
    half.responses += tally.responses()[channel];
    half.squares += tally.squaredResponses()[channel];
    half.moments.add(tally, channel);
    signed |= row.length == 1;
    if (row.length > 1) {
      int from = Vectors.add(half.products, row, Vectors.add(half.sums, row, 0));
      for (double[] sums : shuffled) {
        from = Vectors.add(sums, row, from);
      }
    }
  }

  /** Returns the row of a channel with responses that are not below 0. */
  public static float[] row(float[] sums, float[] upper, float[]... shuffled) {
    int length = sums.length + upper.length;
    FloatBuffer row = FloatBuffer.allocate(length * (1 + shuffled.length)).put(sums).put(upper);
    for (float[] each : shuffled) {
      row.put(each);
    }
    return row.array();
  }

  /** Returns the row of a channel with a response below 0. */
  public static float[] signedRow() {
    return new float[] {Float.NaN};
  }

  /** Returns whether a response was below 0; then no triggered ensemble exists. */
  public boolean signed() {
    return signed;
  }

  /** Returns Σr. */
  public double count() {
    return a.responses + b.responses;
  }

  /** Returns the effective number of trials, (Σr)²/Σr²; 0 without a response. */
  public double effectiveTrials() {
    return effective(count(), a.squares + b.squares);
  }

  /**
   * Returns how many equal responses of a half would have the same third moment, {@code
   * (Σr²)³/(Σr³)²}; of the half with fewer.
   */
  double trialsOfTails() {
    return Math.min(a.trialsOfTails(), b.trialsOfTails());
  }

  /** Returns the moments of the first half of every block. */
  public Ensemble halfA() {
    return a.ensemble();
  }

  /** Returns the moments of the second half of every block. */
  public Ensemble halfB() {
    return b.ensemble();
  }

  /** Returns the moments of both halves for each shuffle of the responses among the trials. */
  List<Ensemble> shuffled() {
    return Arrays.stream(shuffled)
        .map(
            sums ->
                new Ensemble(
                    count(),
                    effectiveTrials(),
                    Arrays.copyOf(sums, values),
                    Arrays.copyOfRange(sums, values, sums.length)))
        .toList();
  }

  static double effective(double sum, double squares) {
    return squares > 0 ? sum * sum / squares : 0;
  }

  private int width() {
    return values + UpperTriangle.length(values);
  }

  @Override
  public double[] state() {
    DoubleBuffer state = DoubleBuffer.allocate(1 + a.size() + b.size() + shuffled.length * width());
    state.put(signed ? 1 : 0);
    a.save(state);
    b.save(state);
    for (double[] sums : shuffled) {
      state.put(sums);
    }
    a.moments.save(state);
    b.moments.save(state);
    return state.array();
  }

  /** Returns whether the moments of a state are {@link #signed}. */
  public static boolean isSigned(double[] state) {
    return state[0] != 0;
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    signed = from.get() != 0;
    a.restore(from);
    b.restore(from);
    for (double[] sums : shuffled) {
      from.get(sums);
    }
    a.moments.restore(from);
    b.moments.restore(from);
  }

  private static final class Half {
    private final double[] sums;
    private final double[] products;
    private double responses;
    private double squares;
    private final ResponseMoments moments = new ResponseMoments();

    Half(int values) {
      sums = new double[values];
      products = new double[UpperTriangle.length(values)];
    }

    int size() {
      return 2 + ResponseMoments.STATE_SIZE + sums.length + products.length;
    }

    void save(DoubleBuffer state) {
      state.put(responses).put(squares).put(sums).put(products);
    }

    void restore(DoubleBuffer state) {
      responses = state.get();
      squares = state.get();
      state.get(sums).get(products);
    }

    double trialsOfTails() {
      return Math.pow(squares, 3) / Math.pow(moments.cubes(), 2);
    }

    Ensemble ensemble() {
      return new Ensemble(responses, effective(responses, squares), sums, products);
    }
  }
}
