package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.revcor.ObserverFailedException;
import org.revcor.inference.NumericPlan.BatchPosition;
import org.revcor.inference.Responses.FiniteOutputs;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;
import org.revcor.stimulus.SteinKernel;

/** Computes the gradients of batches, with one backward pass per batch. */
final class GradientReduction {
  private final Observer observer;
  private final ObserverDescription shape;
  private final Readout readout;
  private final GradientProtocol protocol;
  private final int channels;

  /**
   * The gradients of a batch.
   *
   * @param responses n x channels
   * @param chosen n x channels, 1 at the channel of each trial, else 0
   * @param gradients τ∇f/q of the channel of each trial, n x d
   * @param norms squared norm of the gradient of each trial
   * @param channels index of the channel of each trial
   */
  record Taken(
      NDArray responses, NDArray chosen, NDArray gradients, NDArray norms, int[] channels) {}

  GradientReduction(Observer observer, Readout readout, int channels, GradientProtocol protocol) {
    this.observer = observer;
    this.shape = observer.description();
    this.readout = readout;
    this.protocol = protocol;
    this.channels = channels;
  }

  /**
   * @param shown n x C x H x W
   * @param averaged n x d, argument of the Stein kernel
   * @param retained takes ∇f/q, if its second moments are requested
   * @param reading reads outputs and norms
   * @throws ObserverFailedException if an output or a gradient is not finite, when it is read
   */
  Taken take(
      NDArray shown,
      NDArray averaged,
      BatchPosition batch,
      RetainedBlock.Half retained,
      DeviceReader reading) {
    NDManager scope = shown.getManager();
    int n = batch.trials();
    int[] channel = new int[n];
    Observer.Gradient taken =
        observer.gradient(
            shown,
            readout.layer(shape),
            values -> {
              NDArray responses = readout.responses(values, shape);
              float[] weights = new float[n * channels];
              choose(responses, batch, channel, weights);
              return responses.mul(scope.create(weights, new Shape(n, channels)));
            });
    NDArray responses = readout.responses(taken.values(), shape);
    reading.read(
        responses,
        outputs ->
            FiniteOutputs.require(
                outputs,
                channels,
                readout.channels(shape)::get,
                shape.name(),
                row -> batch.first() + row));
    float[] ones = new float[n * channels];
    for (int i = 0; i < n; i++) {
      ones[i * channels + channel[i]] = 1;
    }
    NDArray chosen = scope.create(ones, new Shape(n, channels));
    NDArray unscaled = taken.gradient().reshape(n, shape.values());
    retained.add(unscaled, chosen);
    NDArray gradients = times(unscaled, averaged);
    NDArray norms = gradients.square().sum(new int[] {1});
    NDArray checked = reading.retained(gradients);
    reading.read(norms, values -> requireFinite(values, checked, batch.first()));
    return new Taken(responses, chosen, gradients, norms, channel);
  }

  /** Checks the norms; reads the gradients only to name a value that is not finite. */
  private void requireFinite(float[] norms, NDArray gradients, long firstTrial) {
    for (float norm : norms) {
      if (!Float.isFinite(norm)) {
        FiniteOutputs.require(
            gradients.toFloatArray(),
            shape.values(),
            value -> "the gradient to value " + value,
            shape.name(),
            row -> firstTrial + row);
      }
    }
  }

  /** Fills in the channel of each trial and its weight 1/q. */
  private void choose(NDArray responses, BatchPosition batch, int[] channel, float[] weights) {
    switch (protocol.channelChoice()) {
      case IN_TURN -> {
        long[] turns = batch.turns();
        for (int i = 0; i < channel.length; i++) {
          channel[i] = (int) (turns[i] % channels);
          weights[i * channels + channel[i]] = channels;
        }
      }
      case SELECTED -> {
        double[] chances = batch.chances();
        double[] q = SelectedChannel.probabilities(responses.toFloatArray(), channels);
        for (int i = 0; i < channel.length; i++) {
          channel[i] = SelectedChannel.draw(q, i * channels, channels, chances[i]);
          weights[i * channels + channel[i]] = (float) (1 / q[i * channels + channel[i]]);
        }
      }
    }
  }

  /** Multiplies in place; a quadratic kernel is {@code weight/2 (r² - (x - centre)²)}. */
  private NDArray times(NDArray gradients, NDArray averaged) {
    return switch (protocol.kernel()) {
      case SteinKernel.Constant constant -> gradients.muli((float) constant.value());
      case SteinKernel.Quadratic(double low, double high, double weight) -> {
        double radius = (high - low) / 2;
        NDArray away = averaged.sub((float) (low + radius));
        NDArray kernel = away.muli(away).subi((float) (radius * radius)).muli(gradients);
        yield kernel.muli((float) (-weight / 2));
      }
    };
  }

  /**
   * Draws the channel of a trial's gradient, with preference for channels whose probability varies
   * ({@link GradientProtocol.ChannelChoice#SELECTED}).
   */
  static final class SelectedChannel {
    private static final double SPREAD_WEIGHT = 0.8;

    private SelectedChannel() {}

    /**
     * Returns the probabilities q of a batch.
     *
     * @param p output probabilities of the observer, n x channels
     * @return q, n x channels; each row sums to 1
     */
    static double[] probabilities(float[] p, int channels) {
      double[] spread = new double[p.length];
      double[] mean = new double[channels];
      for (int i = 0; i < p.length; i++) {
        spread[i] = (double) p[i] * (1 - p[i]);
        mean[i % channels] += spread[i] * channels / p.length;
      }
      double[] q = new double[p.length];
      for (int row = 0; row < p.length; row += channels) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          q[row + c] = mean[c] > 0 ? spread[row + c] / mean[c] : 0;
          sum += q[row + c];
        }
        for (int c = 0; c < channels; c++) {
          double even = 1.0 / channels;
          double uneven = sum > 0 ? q[row + c] / sum : even;
          q[row + c] = SPREAD_WEIGHT * uneven + (1 - SPREAD_WEIGHT) * even;
        }
      }
      return q;
    }

    /**
     * Returns the channel drawn by a random number.
     *
     * @param q probabilities; the trial's begin at {@code row}
     * @param chance random number in [0,1)
     */
    static int draw(double[] q, int row, int channels, double chance) {
      double below = 0;
      for (int c = 0; c < channels - 1; c++) {
        below += q[row + c];
        if (chance < below) {
          return c;
        }
      }
      return channels - 1;
    }
  }
}
