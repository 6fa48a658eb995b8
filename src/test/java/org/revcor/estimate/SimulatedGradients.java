package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/**
 * Studies of a softmax of linear logits, by averages, gradients and both, on the same trials.
 * Channels take turns, but for values of 0 or 1, whose steps tell of all.
 */
final class SimulatedGradients {
  private final WhiteNoise stimulus;
  private final SteinKernel kernel;
  private final double[][] weights;
  private final double[] bias;
  private final int blockSize;
  private final StimulusSums sums;
  private final List<ChannelMoments> averages = new ArrayList<>();
  private final List<ChannelMoments> gradients = new ArrayList<>();
  private final List<ChannelMoments> combined = new ArrayList<>();

  /** Nothing is shown yet. */
  SimulatedGradients(Law law, double[][] weights, double[] bias, int blockSize) {
    int d = weights[0].length;
    this.stimulus = new WhiteNoise(law, d);
    this.kernel = stimulus.steinKernel();
    this.weights = weights;
    this.bias = bias;
    this.blockSize = blockSize;
    this.sums = new StimulusSums(d);
    double[] variance = stimulus.averaged().variance();
    for (int c = 0; c < weights.length; c++) {
      averages.add(moments(Estimator.AVERAGE, d, variance));
      gradients.add(moments(Estimator.GRADIENT, d, variance));
      combined.add(moments(Estimator.COMBINED, d, variance));
    }
  }

  private static ChannelMoments moments(Estimator estimator, int d, double[] variance) {
    return ChannelMoments.of(
        estimator, Estimand.CLASS_MAP, Patch.whole(d), variance, new Workspace());
  }

  SimulatedGradients show(long seed, int blocks) {
    for (int block = 0; block < blocks; block++) {
      Half[] halves = {new Half(), new Half()};
      long first = (long) block * blockSize / 2;
      new StimulusSequence(stimulus, false)
          .draw(
              seed,
              block,
              blockSize,
              (trial, x) -> {
                int half = 2 * trial / blockSize;
                halves[half].add(x, (int) ((first + trial % (blockSize / 2)) % weights.length));
              });
      Tally tally = new Tally(block, halves[0].tally(), halves[1].tally());
      sums.add(tally);
      for (int c = 0; c < weights.length; c++) {
        averages.get(c).add(tally, c);
        gradients.get(c).add(tally, c);
        combined.get(c).add(tally, c);
      }
    }
    return this;
  }

  /** Replaces what it holds, but for the sums of stimuli. */
  void restoreFrom(SimulatedGradients other) {
    for (Estimator estimator : Estimator.values()) {
      for (int c = 0; c < weights.length; c++) {
        channels(estimator).get(c).restore(other.channels(estimator).get(c).state());
      }
    }
  }

  float[] view(Estimator estimator, int channel, MapView view) {
    return channels(estimator).get(channel).view(view, sums.means());
  }

  ChannelStatistics statistics(Estimator estimator, int channel) {
    return channels(estimator).get(channel).statistics(sums.means());
  }

  private List<ChannelMoments> channels(Estimator estimator) {
    return switch (estimator) {
      case AVERAGE -> averages;
      case GRADIENT -> gradients;
      case COMBINED -> combined;
    };
  }

  private static double tau(SteinKernel.Smooth kernel, double x) {
    return switch (kernel) {
      case SteinKernel.Constant(double value) -> value;
      case SteinKernel.Quadratic(double low, double high, double weight) ->
          weight * (x - low) * (high - x) / 2;
    };
  }

  private final class Half {
    private final int d = weights[0].length;
    private final int channels = weights.length;
    private int trials;
    private final double[] stimuli = new double[d];
    private final double[] responses = new double[channels];
    private final double[] squares = new double[channels];
    private final double[][] weighted = new double[channels][d];
    private final double[][] sums = new double[channels][d];
    private final double[][] squared = new double[channels][d];
    private final double[] norms = new double[channels];
    private final double[] fourths = new double[channels];
    private final double[] stood = new double[channels];

    void add(float[] x, int channel) {
      double[] logits = new double[channels];
      for (int c = 0; c < channels; c++) {
        logits[c] = bias[c];
        for (int i = 0; i < d; i++) {
          logits[c] += weights[c][i] * x[i];
        }
      }
      double[] p = softmax(logits);
      for (int c = 0; c < channels; c++) {
        responses[c] += p[c];
        squares[c] += p[c] * p[c];
        for (int i = 0; i < d; i++) {
          weighted[c][i] += p[c] * x[i];
        }
      }
      for (int i = 0; i < d; i++) {
        stimuli[i] += x[i];
      }
      switch (kernel) {
        case SteinKernel.Smooth smooth -> addGradient(smooth, x, p, channel);
        case SteinKernel.Step(double variance, double weight) -> {
          double[][] steps = steps(x, logits, p, variance * weight);
          for (int c = 0; c < channels; c++) {
            add(c, steps[c], 1);
          }
        }
      }
      trials++;
    }

    private double[] softmax(double[] logits) {
      double[] p = Arrays.stream(logits).map(Math::exp).toArray();
      double total = Arrays.stream(p).sum();
      return Arrays.stream(p).map(each -> each / total).toArray();
    }

    private void addGradient(SteinKernel.Smooth smooth, float[] x, double[] p, int channel) {
      double[] g = new double[d];
      for (int i = 0; i < d; i++) {
        double mean = 0;
        for (int c = 0; c < channels; c++) {
          mean += p[c] * weights[c][i];
        }
        g[i] = channels * tau(smooth, x[i]) * p[channel] * (weights[channel][i] - mean);
      }
      add(channel, g, channels);
    }

    private double[][] steps(float[] x, double[] logits, double[] p, double variance) {
      double[][] steps = new double[channels][d];
      for (int i = 0; i < d; i++) {
        double change = 1 - 2 * x[i];
        double[] turned = logits.clone();
        for (int c = 0; c < channels; c++) {
          turned[c] += change * weights[c][i];
        }
        double[] answers = softmax(turned);
        for (int c = 0; c < channels; c++) {
          steps[c][i] = variance * change * (answers[c] - p[c]);
        }
      }
      return steps;
    }

    private void add(int channel, double[] g, int standing) {
      double norm = 0;
      for (int i = 0; i < d; i++) {
        sums[channel][i] += g[i];
        squared[channel][i] += g[i] * g[i];
        norm += g[i] * g[i];
      }
      norms[channel] += norm;
      fourths[channel] += norm * norm;
      stood[channel] += standing;
    }

    HalfTally tally() {
      return new HalfTally(
          trials,
          stimuli,
          responses,
          squares,
          weighted,
          Optional.of(new GradientSums(sums, squared, norms, fourths, stood)));
    }
  }

  /** Weights of unit norm, times a gain. */
  static double[][] weights(int channels, int d, double gain) {
    double[][] weights = new double[channels][];
    for (int c = 0; c < channels; c++) {
      weights[c] =
          Arrays.stream(SimulatedObservers.weights(d, 100 + c)).map(w -> gain * w).toArray();
    }
    return weights;
  }
}
