package org.revcor.estimate;

import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * Averages and gradients of the same trials, weighed pixel by pixel. Both estimate {@code Cov(x,
 * r)}; A is the average's estimate and G the gradients'. With dA, dG the differences of the two
 * halves, {@code va = ‖dA‖²/d}, {@code vg = ‖dG‖²/d}, {@code c = ⟨dA,dG⟩/d}, and ρ the mean square
 * of single gradients in a pixel over that in all, {@code ρ = .1 + .9 Q/mean Q}:
 *
 * <pre>
 *   w = (va - c√ρ) / (va + vg ρ - 2c√ρ), within [0,1]
 *   K = (1-w) A + w G
 * </pre>
 *
 * <p>The map is K over the mean response, or for a kernel over σ². The weights are the same for
 * both halves. z is the map over its standard error.
 */
final class CombinedMoments implements ChannelMoments {
  private static final double SHARED = 0.1;

  private final boolean kernel;
  private final Patch patch;
  private final Variances variances;
  private final int values;
  private final Workspace workspace;

  private final double[] weightedA;
  private final double[] weightedB;
  private final double[] gradientsA;
  private final double[] gradientsB;
  private final double[] gradientSquares;
  private double responsesA;
  private double responsesB;
  private double squares;
  private double trialsA;
  private double trialsB;
  private double norms;
  private double fourths;

  private final double[] sumA;
  private final double[] sumG;
  private final double[] sumAa;
  private final double[] sumAg;
  private final double[] sumGg;
  private final double[] sumAw;
  private final double[] sumGw;
  private double sumW;
  private double sumWw;

  /** Sums like those of single values, of the means of A and G over pixels. */
  private final double[] overPixels = new double[7];

  private final Folding folding;
  private final NoiseSketch sketchA;
  private final NoiseSketch sketchG;

  CombinedMoments(Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    this.workspace = workspace;
    this.kernel = estimand == Estimand.FIRST_ORDER_KERNEL;
    this.patch = patch;
    this.variances = new Variances(patch, variance);
    this.values = patch.values();
    weightedA = new double[values];
    weightedB = new double[values];
    gradientsA = new double[values];
    gradientsB = new double[values];
    gradientSquares = new double[values];
    sumA = new double[values];
    sumG = new double[values];
    sumAa = new double[values];
    sumAg = new double[values];
    sumGg = new double[values];
    sumAw = new double[values];
    sumGw = new double[values];
    folding = workspace.folding(values);
    sketchA = new NoiseSketch(values);
    sketchG = new NoiseSketch(values);
  }

  @Override
  public void add(Tally tally, int channel) {
    HalfTally a = tally.a();
    HalfTally b = tally.b();
    GradientSums ofA = a.gradients().orElseThrow();
    GradientSums ofB = b.gradients().orElseThrow();
    double[] rowA = a.row(channel, values);
    double[] rowB = b.row(channel, values);
    double[] stimuliA = a.stimuli();
    double[] stimuliB = b.stimuli();
    double n = tally.trials();
    double responses = a.responses()[channel] + b.responses()[channel];
    double w = kernel ? n : responses;
    double[] averages = workspace.values(values);
    double[] differentiated = workspace.more(values);
    for (int i = 0; i < values; i++) {
      int place = patch.place(i);
      double products = rowA[i] + rowB[i];
      double average =
          (products - responses / n * (stimuliA[place] + stimuliB[place])) * n / (n - 1);
      double gradient = ofA.weighted()[channel][i] + ofB.weighted()[channel][i];
      weightedA[i] += rowA[i];
      weightedB[i] += rowB[i];
      gradientsA[i] += ofA.weighted()[channel][i];
      gradientsB[i] += ofB.weighted()[channel][i];
      gradientSquares[i] += ofA.squares()[channel][i] + ofB.squares()[channel][i];
      sumA[i] += average;
      sumG[i] += gradient;
      sumAa[i] += average * average;
      sumAg[i] += average * gradient;
      sumGg[i] += gradient * gradient;
      sumAw[i] += average * w;
      sumGw[i] += gradient * w;
      averages[i] = average;
      differentiated[i] = gradient;
    }
    addToSketches(averages, differentiated, w);
    sumW += w;
    sumWw += w * w;
    responsesA += a.responses()[channel];
    responsesB += b.responses()[channel];
    squares += a.squares()[channel] + b.squares()[channel];
    trialsA += ofA.trials()[channel];
    trialsB += ofB.trials()[channel];
    norms += ofA.norms()[channel] + ofB.norms()[channel];
    fourths += ofA.fourths()[channel] + ofB.fourths()[channel];
  }

  private void addToSketches(double[] averages, double[] gradients, double w) {
    sketchA.add(folding.fold(averages), w);
    double a = folding.mean();
    sketchG.add(folding.fold(gradients), w);
    double g = folding.mean();
    double[] products = {a, g, a * a, a * g, g * g, a * w, g * w};
    for (int i = 0; i < overPixels.length; i++) {
      overPixels[i] += products[i];
    }
  }

  private double[][] arrays() {
    return new double[][] {
      weightedA,
      weightedB,
      gradientsA,
      gradientsB,
      gradientSquares,
      sumA,
      sumG,
      sumAa,
      sumAg,
      sumGg,
      sumAw,
      sumGw,
      overPixels
    };
  }

  @Override
  public double[] state() {
    int sums = (arrays().length - 1) * values + overPixels.length + 9;
    DoubleBuffer state = DoubleBuffer.allocate(sums + 2 * NoiseSketch.stateSize(values));
    for (double[] array : arrays()) {
      state.put(array);
    }
    state.put(responsesA).put(responsesB).put(squares).put(norms).put(fourths);
    state.put(trialsA).put(trialsB);
    state.put(sumW).put(sumWw);
    sketchA.save(state);
    sketchG.save(state);
    return state.array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer from = DoubleBuffer.wrap(state);
    for (double[] array : arrays()) {
      from.get(array);
    }
    responsesA = from.get();
    responsesB = from.get();
    squares = from.get();
    norms = from.get();
    fourths = from.get();
    trialsA = from.get();
    trialsB = from.get();
    sumW = from.get();
    sumWw = from.get();
    sketchA.restore(from);
    sketchG.restore(from);
  }

  @Override
  public float[] view(MapView view, StimulusMeans stimuli) {
    StimulusMeans means = stimuli.within(patch);
    double[] weights = weights(means);
    return switch (view) {
      case MAP -> map(weights, means);
      case ERROR -> errors(weights);
      case Z -> z(weights, means);
      case HALF_A ->
          scaled(
              mixed(weights, averageA(means), over(gradientsA, trialsA)),
              responsesA / means.trialsA());
      case HALF_B ->
          scaled(
              mixed(weights, averageB(means), over(gradientsB, trialsB)),
              responsesB / means.trialsB());
    };
  }

  @Override
  public ChannelStatistics statistics(StimulusMeans stimuli) {
    StimulusMeans within = stimuli.within(patch);
    double[] weights = weights(within);
    double ofGradients = Arrays.stream(weights).average().orElse(0);
    float[] errors = errors(weights);
    return ChannelStatistics.of(
        responsesA + responsesB,
        nEff(ofGradients, within),
        view(MapView.HALF_A, stimuli),
        view(MapView.HALF_B, stimuli),
        signalToNoise(weights, ofGradients, errors),
        errors,
        0);
  }

  /** Of both parts, by their mean weight: few gradients that carry much are few. */
  private double nEff(double ofGradients, StimulusMeans within) {
    double count = responsesA + responsesB;
    double averaged = kernel ? within.trials() : squares > 0 ? count * count / squares : 0;
    double differentiated = fourths > 0 ? norms * norms / fourths : 0;
    return 1 / (share(ofGradients, differentiated) + share(1 - ofGradients, averaged));
  }

  private static double share(double weight, double nEff) {
    return weight == 0 ? 0 : weight / nEff;
  }

  /** Pixels have weights of their own; the noise spans what it does by the mean weight. */
  private SignalToNoise signalToNoise(double[] weights, double ofGradients, float[] errors) {
    double[] map = new double[values];
    double noise = 0;
    for (int i = 0; i < values; i++) {
      double sum = (1 - weights[i]) * sumA[i] + weights[i] * sumG[i];
      map[i] = kernel ? variances.per(sum / sumW, i) : sum / sumW;
      noise += (double) errors[i] * errors[i];
    }
    double errorOfMean =
        error(
            ofGradients,
            overPixels[0],
            overPixels[1],
            overPixels[2],
            overPixels[3],
            overPixels[4],
            overPixels[5],
            overPixels[6]);
    return RatioMoments.signalToNoise(
        map,
        noise,
        kernel ? variances.per(errorOfMean, 0) : errorOfMean,
        sketchA.mixed(1 - ofGradients, sketchG, ofGradients),
        sumWw > 0 ? sumW * sumW / sumWw : 0);
  }

  /**
   * Weight w of the gradients in each pixel; 1 where neither part is seen to vary, and 0 as long as
   * a half has no gradient.
   */
  private double[] weights(StimulusMeans means) {
    if (trialsA == 0 || trialsB == 0) {
      return new double[values];
    }
    double[] da = difference(averageA(means), averageB(means));
    double[] dg = difference(over(gradientsA, trialsA), over(gradientsB, trialsB));
    double va = dot(da, da) / values;
    double vg = dot(dg, dg) / values;
    double c = dot(da, dg) / values;
    double meanSquare = Arrays.stream(gradientSquares).average().orElse(0);
    double[] weights = new double[values];
    for (int i = 0; i < values; i++) {
      double share = meanSquare > 0 ? gradientSquares[i] / meanSquare : 1;
      double rho = SHARED + (1 - SHARED) * share;
      double shared = c * Math.sqrt(rho);
      double spread = va + vg * rho - 2 * shared;
      weights[i] = spread > 0 ? Math.clamp((va - shared) / spread, 0.0, 1.0) : 1;
    }
    return weights;
  }

  /** Covariance by averages in the first halves. */
  private double[] averageA(StimulusMeans means) {
    return covariance(weightedA, responsesA, means.trialsA(), means.a());
  }

  private double[] averageB(StimulusMeans means) {
    return covariance(weightedB, responsesB, means.trialsB(), means.b());
  }

  private static double[] covariance(
      double[] weighted, double responses, long trials, double[] mean) {
    double[] covariance = new double[weighted.length];
    Arrays.setAll(covariance, i -> (weighted[i] - responses * mean[i]) / trials);
    return covariance;
  }

  private float[] map(double[] weights, StimulusMeans means) {
    double[] weighted = new double[values];
    double[] gradients = new double[values];
    Arrays.setAll(weighted, i -> weightedA[i] + weightedB[i]);
    Arrays.setAll(gradients, i -> gradientsA[i] + gradientsB[i]);
    double responses = responsesA + responsesB;
    return scaled(
        mixed(
            weights,
            covariance(weighted, responses, means.trials(), means.all()),
            over(gradients, trialsA + trialsB)),
        responses / means.trials());
  }

  private static double[] mixed(double[] weights, double[] averages, double[] gradients) {
    double[] mixed = new double[weights.length];
    Arrays.setAll(mixed, i -> (1 - weights[i]) * averages[i] + weights[i] * gradients[i]);
    return mixed;
  }

  private float[] scaled(double[] covariance, double meanResponse) {
    float[] map = new float[values];
    for (int i = 0; i < values; i++) {
      map[i] = (float) (kernel ? variances.per(covariance[i], i) : covariance[i] / meanResponse);
    }
    return map;
  }

  private float[] errors(double[] weights) {
    float[] errors = new float[values];
    for (int i = 0; i < values; i++) {
      double error =
          error(weights[i], sumA[i], sumG[i], sumAa[i], sumAg[i], sumGg[i], sumAw[i], sumGw[i]);
      errors[i] = (float) (kernel ? variances.per(error, i) : error);
    }
    return errors;
  }

  /** Standard error of {@code Σ((1-g) A + g G) / Σw} from sums over blocks. */
  private double error(
      double g, double a, double b, double aa, double ab, double bb, double aw, double bw) {
    double h = 1 - g;
    return RatioMoments.error(
        h * a + g * b, h * h * aa + 2 * h * g * ab + g * g * bb, h * aw + g * bw, sumW, sumWw);
  }

  private float[] z(double[] weights, StimulusMeans means) {
    float[] z = map(weights, means);
    float[] errors = errors(weights);
    for (int i = 0; i < values; i++) {
      z[i] = errors[i] > 0 ? z[i] / errors[i] : Float.NaN;
    }
    return z;
  }

  private static double[] over(double[] sums, double trials) {
    return Arrays.stream(sums).map(sum -> trials > 0 ? sum / trials : 0).toArray();
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
