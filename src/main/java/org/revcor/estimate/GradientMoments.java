package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * Averages of gradients. With G the sum Σg of a block of n trials ({@link GradientSums}), R = Σr
 * and σ² the variance of each value, a block gives
 *
 * <pre>
 *   D = G,     w = R   class map
 *   D = G/σ²,  w = n   first-order kernel
 * </pre>
 *
 * <p>z is the map over its standard error, and the effective number of trials {@code
 * (Σ‖g‖²)²/Σ‖g‖⁴}: of a network that is nearly always sure, a few stimuli hold most of the sum.
 */
final class GradientMoments implements ChannelMoments {
  private final boolean kernel;
  private final Variances variances;

  private final double[] gradientsA;
  private final double[] gradientsB;
  private double responsesA;
  private double responsesB;
  private double norms;
  private double fourths;

  private final RatioMoments blocks;

  GradientMoments(Estimand estimand, Patch patch, double[] variance) {
    int values = patch.values();
    kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    variances = new Variances(patch, variance);
    gradientsA = new double[values];
    gradientsB = new double[values];
    blocks = new RatioMoments(values);
  }

  @Override
  public void add(Tally tally, int channel) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    double[] rowA = a.gradients().orElseThrow().weighted()[channel];
    double[] rowB = b.gradients().orElseThrow().weighted()[channel];
    double w = kernel ? tally.trials() : a.responses()[channel] + b.responses()[channel];
    for (int i = 0; i < gradientsA.length; i++) {
      gradientsA[i] += rowA[i];
      gradientsB[i] += rowB[i];
      blocks.add(i, kernel ? variances.per(rowA[i] + rowB[i], i) : rowA[i] + rowB[i], w);
    }
    blocks.addWeight(w);
    responsesA += a.responses()[channel];
    responsesB += b.responses()[channel];
    for (HalfTally half : new HalfTally[] {a, b}) {
      norms += half.gradients().orElseThrow().norms()[channel];
      fourths += half.gradients().orElseThrow().fourths()[channel];
    }
  }

  @Override
  public double[] state() {
    int values = gradientsA.length;
    DoubleBuffer state = DoubleBuffer.allocate(2 * values + 4 + RatioMoments.stateSize(values));
    state.put(gradientsA).put(gradientsB);
    state.put(responsesA).put(responsesB).put(norms).put(fourths);
    blocks.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    from.get(gradientsA).get(gradientsB);
    responsesA = from.get();
    responsesB = from.get();
    norms = from.get();
    fourths = from.get();
    blocks.restore(from);
  }

  @Override
  public float[] view(MapView view, StimulusMeans means) {
    return switch (view) {
      case MAP -> map(means);
      case ERROR -> errors();
      case Z -> z(means);
      case HALF_A -> half(gradientsA, responsesA, means.trialsA());
      case HALF_B -> half(gradientsB, responsesB, means.trialsB());
    };
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans means) {
    return ChannelStatistics.of(
        responsesA + responsesB,
        fourths > 0 ? norms * norms / fourths : 0,
        view(MapView.HALF_A, means),
        view(MapView.HALF_B, means),
        errors(),
        0);
  }

  private float[] map(StimulusMeans means) {
    double[] gradients = gradientsA.clone();
    Arrays.setAll(gradients, i -> gradientsA[i] + gradientsB[i]);
    return half(gradients, responsesA + responsesB, means.trials());
  }

  private float[] half(double[] gradients, double responses, long trials) {
    float[] map = new float[gradients.length];
    for (int i = 0; i < map.length; i++) {
      map[i] =
          (float) (kernel ? variances.per(gradients[i] / trials, i) : gradients[i] / responses);
    }
    return map;
  }

  private float[] errors() {
    float[] errors = new float[gradientsA.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = (float) blocks.error(i);
    }
    return errors;
  }

  private float[] z(StimulusMeans means) {
    float[] z = map(means);
    float[] errors = errors();
    for (int i = 0; i < z.length; i++) {
      z[i] = errors[i] > 0 ? z[i] / errors[i] : Float.NaN;
    }
    return z;
  }
}
