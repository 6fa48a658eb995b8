package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.ResponseMoments;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Vectors;
import org.revcor.estimate.Vectors.UpperTriangle;

/**
 * White noise shown to a function, and the moments of its responses.
 *
 * @param values number d of values of a stimulus
 * @param trials number of trials
 * @param sd standard deviation of the noise
 * @param shuffles shuffles of the responses
 * @param neuron response to a stimulus in units of its standard deviation
 */
record TriggeredTrials(
    int values, int trials, double sd, int shuffles, ToDoubleFunction<double[]> neuron) {
  private static final int BLOCKS = 10;

  TriggeredTrials(int values, int trials, ToDoubleFunction<double[]> neuron) {
    this(values, trials, 1, 0, neuron);
  }

  TriggeredMoments draw(long seed) {
    TriggeredMoments moments = new TriggeredMoments(values, shuffles);
    blocks(seed).forEach(tally -> moments.add(tally, 0, 0));
    return moments;
  }

  static TriggeredMoments standard(
      long seed, int values, int trials, ToDoubleFunction<double[]> neuron) {
    return new TriggeredTrials(values, trials, neuron).draw(seed);
  }

  List<Tally> blocks(long seed) {
    Random random = new Random(seed);
    Random order = new Random(~seed);
    List<Tally> blocks = new ArrayList<>();
    for (int block = 0; block < BLOCKS; block++) {
      blocks.add(new Tally(block, half(random, order), half(random, order)));
    }
    return blocks;
  }

  private HalfTally half(Random random, Random order) {
    int n = trials / BLOCKS / 2;
    double[][] stimuli = new double[n][values];
    double[] responses = new double[n];
    double count = 0;
    double squares = 0;
    boolean signed = false;
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < values; i++) {
        stimuli[t][i] = random.nextGaussian();
      }
      double r = neuron.applyAsDouble(stimuli[t]);
      responses[t] = r;
      signed |= r < 0;
      count += r;
      squares += r * r;
    }
    float[] sums = sums(stimuli, responses);
    float[] upper = upper(stimuli, responses);
    double[][] moments = moments(responses);
    float[][] shuffled = new float[shuffles][values + upper.length];
    for (float[] shuffle : shuffled) {
      shuffle(responses, order);
      System.arraycopy(sums(stimuli, responses), 0, shuffle, 0, values);
      System.arraycopy(upper(stimuli, responses), 0, shuffle, values, upper.length);
    }
    return new HalfTally(
            n,
            new double[values],
            new double[] {count},
            new double[] {squares},
            Map.of(HalfTally.WEIGHTED, new double[1][values], ResponseMoments.NAME, moments))
        .with(
            TriggeredMoments.PRODUCTS,
            signed ? TriggeredMoments.signedRow() : TriggeredMoments.row(sums, upper, shuffled));
  }

  private static double[][] moments(double[] responses) {
    double mean = Arrays.stream(responses).average().orElseThrow();
    return new double[][] {
      {Arrays.stream(responses).map(r -> Math.pow(r - mean, 3)).sum()},
      {Arrays.stream(responses).map(r -> Math.pow(r - mean, 4)).sum()}
    };
  }

  private float[] sums(double[][] stimuli, double[] responses) {
    double[] sums = new double[values];
    for (int t = 0; t < stimuli.length; t++) {
      Vectors.add(sums, responses[t] * sd, stimuli[t]);
    }
    return floats(sums);
  }

  private float[] upper(double[][] stimuli, double[] responses) {
    double[] upper = new double[UpperTriangle.length(values)];
    for (int t = 0; t < stimuli.length; t++) {
      int at = 0;
      for (int i = 0; i < values && responses[t] != 0; i++) {
        double factor = responses[t] * sd * sd * stimuli[t][i];
        for (int j = i; j < values; j++) {
          upper[at++] += factor * stimuli[t][j];
        }
      }
    }
    return floats(upper);
  }

  private static void shuffle(double[] responses, Random order) {
    for (int i = responses.length - 1; i > 0; i--) {
      int other = order.nextInt(i + 1);
      double response = responses[i];
      responses[i] = responses[other];
      responses[other] = response;
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  static double[] filter(int values, long seed, double[]... others) {
    double[] filter = new Random(seed).doubles(values, -1, 1).toArray();
    Vectors.makeOrthogonal(filter, List.of(others));
    Vectors.scale(filter, 1 / Vectors.norm(filter));
    return filter;
  }
}
