package org.revcor.estimate;

import java.util.Random;
import org.revcor.estimate.SimulatedStudy.SimulatedObserver;

/** Functions of a stimulus with known maps. */
final class SimulatedObservers {
  private SimulatedObservers() {}

  /** Gaussian weights of mean zero and unit norm. */
  static double[] weights(int d, long seed) {
    Random random = new Random(seed);
    double[] weights = new double[d];
    double mean = 0;
    for (int i = 0; i < d; i++) {
      weights[i] = random.nextGaussian();
      mean += weights[i] / d;
    }
    double squares = 0;
    for (int i = 0; i < d; i++) {
      weights[i] -= mean;
      squares += weights[i] * weights[i];
    }
    for (int i = 0; i < d; i++) {
      weights[i] /= Math.sqrt(squares);
    }
    return weights;
  }

  /** Noise of a hundred dimensions from many blocks. */
  static SignalToNoise signal(double reliability, double assured) {
    return new SignalToNoise(reliability / (1 - reliability), assured, 100, 1e6);
  }

  static double dot(double[] weights, double[] x) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * x[i];
    }
    return sum;
  }

  static SimulatedObserver logits(double[][] weights, double... bias) {
    return x -> {
      double[] logits = new double[weights.length];
      for (int c = 0; c < weights.length; c++) {
        logits[c] = bias[c] + dot(weights[c], x);
      }
      return logits;
    };
  }

  static SimulatedObserver softmax(SimulatedObserver logits) {
    return x -> {
      double[] probabilities = logits.response(x);
      double sum = 0;
      for (int c = 0; c < probabilities.length; c++) {
        probabilities[c] = Math.exp(probabilities[c]);
        sum += probabilities[c];
      }
      for (int c = 0; c < probabilities.length; c++) {
        probabilities[c] /= sum;
      }
      return probabilities;
    };
  }

  static SimulatedObserver label(SimulatedObserver logits) {
    return x -> {
      double[] response = logits.response(x);
      int best = 0;
      for (int c = 1; c < response.length; c++) {
        best = response[c] > response[best] ? c : best;
      }
      double[] label = new double[response.length];
      label[best] = 1;
      return label;
    };
  }
}
