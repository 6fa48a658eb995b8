package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Optional;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Maps from gradients, whose mean is a covariance ({@link #GRADIENTS}). G is their sum over a block
 * and t the number of trials that it represents. r̄ is the mean response and σ² the variance of
 * each value. A block contributes
 *
 * <pre>
 *   D = G,     w = t r̄   class map
 *   D = G/σ²,  w = t      first-order kernel
 * </pre>
 *
 * <p>Its tallies also have {@code Σr·x}, for the {@link GradientCheck}. z is the map divided by its
 * standard error. The effective number of trials is {@code (Σ‖g‖²)²/Σ‖g‖⁴}: if the network is
 * nearly always certain, a few stimuli dominate the sum.
 */
public final class GradientMoments implements ChannelMoments {
  /**
   * Name of Σg in a tally, channels x map values: sums of {@code g = τ(x) ∇f_c(x) / q} over the
   * trials assigned to channel c, which is drawn with probability q.
   */
  public static final String GRADIENTS = "gradients";

  /**
   * Name of three rows of one number per channel: Σ‖g‖², Σ‖g‖⁴ and the number t of trials that the
   * sum represents. That is n if channels are drawn, and C times the trials assigned to the channel
   * if C channels take turns: n except for a remainder. {@code Σg/t} estimates {@code Cov(x, f_c)}.
   */
  public static final String COUNTS = "gradientCounts";

  private final boolean kernel;
  private final Variances variances;
  private final Workspace workspace;

  private final double[] sumsA;
  private final double[] sumsB;
  private double trialsA;
  private double trialsB;
  private double responsesA;
  private double responsesB;
  private double norms;
  private double fourths;

  private final RatioMoments blocks;
  private final GradientCheck check;

  GradientMoments(
      Estimand estimand, Patch patch, double[] mean, double[] variance, Workspace workspace) {
    this.workspace = workspace;
    int values = patch.values();
    kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    variances = new Variances(patch, variance);
    sumsA = new double[values];
    sumsB = new double[values];
    blocks = new RatioMoments(values, workspace);
    check = new GradientCheck(patch, mean);
  }

  @Override
  public void add(Tally tally, int channel) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    double[][] ofA = a.sums(COUNTS);
    double[][] ofB = b.sums(COUNTS);
    double[] rowA = a.sums(GRADIENTS)[channel];
    double[] rowB = b.sums(GRADIENTS)[channel];
    double countA = ofA[2][channel];
    double countB = ofB[2][channel];
    double responses = a.responses()[channel] + b.responses()[channel];
    double w = (kernel ? 1 : responses / tally.trials()) * (countA + countB);
    double[] d = workspace.values(sumsA.length);
    for (int i = 0; i < sumsA.length; i++) {
      d[i] = rowA[i] + rowB[i];
    }
    double before = trialsA + trialsB;
    double[] gradient = new double[sumsA.length];
    Vectors.add(gradient, 1 / Math.max(1, countA + countB), rowA);
    Vectors.add(gradient, 1 / Math.max(1, countA + countB), rowB);
    double[] map = Vectors.sum(sumsA, sumsB);
    Vectors.scale(map, 1 / Math.max(1, before));
    check.add(tally, channel, gradient, map, countA + countB > 0 ? before : 0);
    Vectors.add(sumsA, 1, rowA);
    Vectors.add(sumsB, 1, rowB);
    if (kernel) {
      variances.divide(d, sumsA.length);
    }
    blocks.add(d, w);
    trialsA += countA;
    trialsB += countB;
    responsesA += a.responses()[channel];
    responsesB += b.responses()[channel];
    norms += ofA[0][channel];
    fourths += ofA[1][channel];
    norms += ofB[0][channel];
    fourths += ofB[1][channel];
  }

  @Override
  public double[] state() {
    int values = sumsA.length;
    DoubleBuffer state =
        DoubleBuffer.allocate(
            2 * values + 6 + RatioMoments.stateSize(values) + GradientCheck.stateSize(values));
    state.put(sumsA).put(sumsB);
    state.put(trialsA).put(trialsB);
    state.put(responsesA).put(responsesB).put(norms).put(fourths);
    blocks.save(state);
    check.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    from.get(sumsA).get(sumsB);
    trialsA = from.get();
    trialsB = from.get();
    responsesA = from.get();
    responsesB = from.get();
    norms = from.get();
    fourths = from.get();
    blocks.restore(from);
    if (from.hasRemaining()) { // not in checkpoints of earlier builds
      check.restore(from);
    }
  }

  @Override
  public float[] view(MapView view, StimulusMeans means) {
    return switch (view) {
      case MAP -> map(means);
      case ERROR -> errors();
      case Z -> ChannelMoments.z(map(means), errors());
      case HALF_A -> half(sumsA, responsesA / means.trialsA(), trialsA);
      case HALF_B -> half(sumsB, responsesB / means.trialsB(), trialsB);
    };
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans means) {
    return new ChannelStatistics(
        responsesA + responsesB,
        nEff(),
        blocks.signalToNoise(new double[sumsA.length]),
        Double.NaN,
        blocks.effective(),
        Double.NaN,
        Double.NaN,
        Optional.of(check.agreement(nEff())));
  }

  private double nEff() {
    return fourths > 0 ? norms * norms / fourths : 0;
  }

  private float[] map(StimulusMeans means) {
    return half(
        Vectors.sum(sumsA, sumsB), (responsesA + responsesB) / means.trials(), trialsA + trialsB);
  }

  private float[] half(double[] sums, double meanResponse, double trials) {
    float[] map = new float[sums.length];
    for (int i = 0; i < map.length; i++) {
      map[i] =
          (float) (kernel ? variances.per(sums[i] / trials, i) : sums[i] / trials / meanResponse);
    }
    return map;
  }

  private float[] errors() {
    float[] errors = new float[sumsA.length];
    double[] ofBlocks = blocks.errors();
    for (int i = 0; i < errors.length; i++) {
      errors[i] = (float) ofBlocks[i];
    }
    return errors;
  }
}
