package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Whitened averages of stimuli. Let k = Cov(x, r), C the covariance of the stimuli ({@link
 * Whitening}) and σ² their mean variance. The map is {@code C⁻¹ k} for a kernel and {@code σ² C⁻¹ k
 * / r̄} for a class map. Each half uses its own covariance. z is the map divided by its standard
 * error.
 *
 * <p>Errors are least-squares errors from the residual variance of the responses, with r̄ taken as
 * known. They assume constant variance, but the variance often grows with the response. So all
 * errors are raised together if the halves differ by more. Halves are compared in the metric {@code
 * |v|² = vᵀCv}; the dimension of their noise in it is that of 16 groups of half-blocks, with {@code
 * D = (S - R x̄) n/(n-1)} as in {@link AverageMoments}.
 */
final class WhitenedMoments implements ChannelMoments {
  private final boolean kernel;
  private final Patch patch;
  private final double[] weightedA;
  private final double[] weightedB;
  private double responsesA;
  private double responsesB;
  private double squares;
  private final ResponseMoments moments = new ResponseMoments();
  private final double[][] groups;
  private final double[] weights = new double[NoiseSketch.GROUPS];

  WhitenedMoments(Estimand estimand, Patch patch) {
    this.kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    this.patch = patch;
    weightedA = new double[patch.values()];
    weightedB = new double[patch.values()];
    groups = new double[NoiseSketch.GROUPS][patch.values()];
  }

  /** Returns about how many doubles a map stores. */
  static long doubles(int values) {
    return (2L + NoiseSketch.GROUPS) * values + NoiseSketch.GROUPS;
  }

  @Override
  public void add(Tally tally, int channel) {
    if (tally.a().responded(channel)) {
      Vectors.add(weightedA, 1, tally.a().weighted()[channel]);
    }
    if (tally.b().responded(channel)) {
      Vectors.add(weightedB, 1, tally.b().weighted()[channel]);
    }
    responsesA += tally.a().responses()[channel];
    responsesB += tally.b().responses()[channel];
    squares += tally.a().squaredResponses()[channel] + tally.b().squaredResponses()[channel];
    int group = ScoreProducts.group(tally);
    addGroup(tally.a(), channel, group);
    addGroup(tally.b(), channel, group + 1);
  }

  private void addGroup(HalfTally half, int channel, int group) {
    moments.add(half, channel);
    double n = half.trials();
    weights[group] += n;
    if (half.responded(channel) && n > 1) {
      double[] sums = groups[group];
      double[] row = half.weighted()[channel];
      double mean = half.responses()[channel] / n;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += (row[i] - mean * half.stimuli()[patch.index(i)]) * n / (n - 1);
      }
    }
  }

  @Override
  public double[] state() {
    int size = (int) doubles(weightedA.length) + 3 + ResponseMoments.STATE_SIZE;
    DoubleBuffer state = DoubleBuffer.allocate(size);
    state.put(weightedA).put(weightedB).put(responsesA).put(responsesB).put(squares);
    moments.save(state);
    for (double[] group : groups) {
      state.put(group);
    }
    state.put(weights);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    from.get(weightedA).get(weightedB);
    responsesA = from.get();
    responsesB = from.get();
    squares = from.get();
    moments.restore(from);
    if (from.hasRemaining()) {
      for (double[] group : groups) {
        from.get(group);
      }
      from.get(weights);
    }
  }

  @Override
  public float[] view(MapView view, StimulusMeans stimuli) {
    Maps maps = new Maps(stimuli);
    return switch (view) {
      case MAP -> maps.all();
      case ERROR -> maps.errors();
      case Z -> ChannelMoments.z(maps.all(), maps.errors());
      case HALF_A -> maps.a();
      case HALF_B -> maps.b();
    };
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans stimuli) {
    Maps maps = new Maps(stimuli);
    double count = responsesA + responsesB;
    double nEff = kernel ? moments.effective() : squares > 0 ? count * count / squares : 0;
    return ChannelStatistics.of(count, nEff, maps.signalToNoise(), maps.errors(), 0)
        .withResponses(squares, stimuli.trials(), moments);
  }

  /** The maps at one trial count. */
  private final class Maps {
    private final StimulusMeans means;
    private final Whitening.OfPatch whitening;
    private final double responses = responsesA + responsesB;

    Maps(StimulusMeans stimuli) {
      means = stimuli.within(patch);
      whitening = stimuli.whitening().orElseThrow().of(patch);
    }

    float[] all() {
      return scaled(whitening.whitened(covariance()), responses / means.trials());
    }

    float[] a() {
      return scaled(whitening.whitenedA(covarianceA()), responsesA / means.trialsA());
    }

    float[] b() {
      return scaled(whitening.whitenedB(covarianceB()), responsesB / means.trialsB());
    }

    float[] errors() {
      if (!moments.vary()) {
        float[] undefined = new float[weightedA.length];
        Arrays.fill(undefined, Float.NaN);
        return undefined;
      }
      double[] covariance = covariance();
      double mean = responses / means.trials();
      double variance = squares / means.trials() - mean * mean;
      return scaled(
          whitening.errors(
              covariance,
              whitening.whitened(covariance),
              variance,
              whitening.whitenedA(covarianceA()),
              whitening.whitenedB(covarianceB())),
          Math.abs(mean));
    }

    SignalToNoise signalToNoise() {
      float[] a = a();
      float[] b = b();
      double[] sum = new double[a.length];
      double[] difference = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        sum[i] = (double) a[i] + b[i];
        difference[i] = (double) a[i] - b[i];
      }
      return SignalToNoise.ofHalves(
          whitening.power(sum), whitening.power(difference), whitening.dimensions(groups, weights));
    }

    private double[] covarianceA() {
      return ChannelMoments.covariance(weightedA, responsesA, means.trialsA(), means.a());
    }

    private double[] covarianceB() {
      return ChannelMoments.covariance(weightedB, responsesB, means.trialsB(), means.b());
    }

    private double[] covariance() {
      return ChannelMoments.covariance(
          Vectors.sum(weightedA, weightedB), responses, means.trials(), means.all());
    }

    private float[] scaled(double[] values, double meanResponse) {
      double scale = kernel ? 1 : whitening.meanVariance() / meanResponse;
      float[] scaled = new float[values.length];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (float) (values[i] * scale);
      }
      return scaled;
    }
  }
}
