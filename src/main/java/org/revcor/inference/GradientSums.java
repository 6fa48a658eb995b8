package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.revcor.estimate.GradientMoments;
import org.revcor.estimate.HalfTally;
import org.revcor.inference.NumericPlan.BatchPosition;
import org.revcor.inference.Responses.FiniteOutputs;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.StimulusSequence;

/** Sums of gradients of the responses: one backward pass per batch, of one channel per trial. */
public record GradientSums(SteinKernel kernel, ChannelChoice channelChoice, long seed)
    implements LaneSums {
  /** Work of a forward and a backward pass, in forward passes. */
  private static final double FORWARDS_WITH_A_BACKWARD = 3;

  public enum ChannelChoice {
    /** Rotation: all channels have the same number of trials. */
    IN_TURN,
    /**
     * A random draw by the output probabilities p: channel c with probability {@code q = .8 u_c/Σu
     * + .2/C}. Here {@code u_c = p_c(1-p_c)}, divided by its mean in the batch. For the readout of
     * probabilities only.
     */
    SELECTED
  }

  @Override
  public Reduction on(Observer observer, Protocol protocol) {
    return (block, manager, reading) -> new Gradients(observer, protocol, block, manager, reading);
  }

  @Override
  public double forwardsPerTrial() {
    return FORWARDS_WITH_A_BACKWARD;
  }

  private static final class Half {
    private final HalfTallyBuilder all;
    private final double[][] gradients;
    private final double[][] weighted;
    private final double[] norms;
    private final double[] fourths;
    private final double[] trials;

    Half(int channels, int values, int mapValues) {
      all = new HalfTallyBuilder(channels, values);
      gradients = new double[channels][mapValues];
      weighted = new double[channels][mapValues];
      norms = new double[channels];
      fourths = new double[channels];
      trials = new double[channels];
    }

    /**
     * @param squared ‖g‖² of each trial
     */
    void addNorms(int[] channels, float[] squared) {
      for (int i = 0; i < squared.length; i++) {
        double norm = squared[i];
        norms[channels[i]] += norm;
        fourths[channels[i]] += norm * norm;
      }
    }

    void addTrials(int[] channels, ChannelChoice choice) {
      switch (choice) {
        case IN_TURN -> {
          for (int channel : channels) {
            trials[channel] += trials.length;
          }
        }
        case SELECTED -> Arrays.setAll(trials, c -> trials[c] + channels.length);
      }
    }

    HalfTally tally() {
      return all.tally(
          Map.of(
              GradientMoments.GRADIENTS,
              gradients,
              HalfTally.WEIGHTED,
              weighted,
              GradientMoments.COUNTS,
              new double[][] {norms, fourths, trials}));
    }
  }

  private final class Gradients implements OfBlock {
    private final Observer observer;
    private final ObserverDescription shape;
    private final Readout readout;
    private final int channels;
    private final ProductSums products;
    private final RetainedBlock retained;
    private final DeviceReader reading;
    private final Half[] halves;

    /** Random numbers in [0,1), one per trial; empty if channels are not drawn. */
    private final double[] chances;

    Gradients(
        Observer observer,
        Protocol protocol,
        StimulusBlock block,
        NDManager manager,
        DeviceReader reading) {
      this.observer = observer;
      this.shape = observer.description();
      this.readout = protocol.readout();
      this.channels = protocol.windows().size();
      this.products = new ProductSums(protocol);
      this.retained = new RetainedBlock(protocol, false, new double[0], block.index(), manager);
      this.reading = reading;
      int values = (int) protocol.averaged().size();
      this.halves =
          new Half[] {
            new Half(channels, values, protocol.mapValues()),
            new Half(channels, values, protocol.mapValues())
          };
      this.chances =
          channelChoice == ChannelChoice.SELECTED
              ? StimulusSequence.chances(seed, block.index(), block.trials())
              : new double[0];
    }

    @Override
    public void add(ShownBatch batch) {
      int n = batch.trials();
      Half half = halves[batch.half()];
      int[] channel = new int[n];
      Observer.Gradient taken =
          observer.gradient(
              batch.shown(),
              readout.layer(shape),
              values -> {
                NDArray responses = readout.responses(values, shape);
                float[] weights = new float[n * channels];
                choose(responses, batch.position(), channel, weights);
                return responses.mul(
                    batch.shown().getManager().create(weights, new Shape(n, channels)));
              });
      NDArray responses = readout.responses(taken.values(), shape);
      reading.read(
          responses,
          outputs ->
              FiniteOutputs.require(
                  outputs, channels, readout.channels(shape)::get, shape.name(), batch::trial));
      float[] ones = new float[n * channels];
      for (int i = 0; i < n; i++) {
        ones[i * channels + channel[i]] = 1;
      }
      NDArray chosen = batch.shown().getManager().create(ones, new Shape(n, channels));
      NDArray unscaled = taken.gradient().reshape(n, shape.values());
      retained.half(batch.half()).add(unscaled, chosen);
      NDArray gradients = times(unscaled, batch.averaged());
      NDArray norms = gradients.square().sum(new int[] {1});
      NDArray checked = reading.retained(gradients);
      reading.read(norms, values -> requireFinite(values, checked, batch));
      half.addTrials(channel, channelChoice);
      reading.read(norms, values -> half.addNorms(channel, values));
      products.add(half.gradients, chosen, gradients, reading);
      reading.read(responses, values -> half.all.addResponses(n, values));
      products.addStimuli(half.all, batch.averaged(), batch.scope(), reading);
      products.add(half.weighted, responses, batch.averaged(), reading);
    }

    @Override
    public HalfTally tally(int half) {
      return retained.half(half).into(halves[half].tally());
    }

    @Override
    public void close() {
      retained.close();
    }

    /** Checks the norms; reads the gradients only to name a value that is not finite. */
    private void requireFinite(float[] norms, NDArray gradients, ShownBatch batch) {
      for (float norm : norms) {
        if (!Float.isFinite(norm)) {
          FiniteOutputs.require(
              gradients.toFloatArray(),
              shape.values(),
              value -> "the gradient to value " + value,
              shape.name(),
              batch::trial);
        }
      }
    }

    /** Fills in the channel of each trial and its weight 1/q. */
    private void choose(NDArray responses, BatchPosition batch, int[] channel, float[] weights) {
      switch (channelChoice) {
        case IN_TURN -> {
          long[] turns = batch.turns();
          for (int i = 0; i < channel.length; i++) {
            channel[i] = (int) (turns[i] % channels);
            weights[i * channels + channel[i]] = channels;
          }
        }
        case SELECTED -> {
          int first = batch.batch().first();
          double[] q = SelectedChannel.probabilities(responses.toFloatArray(), channels);
          for (int i = 0; i < channel.length; i++) {
            channel[i] = SelectedChannel.draw(q, i * channels, channels, chances[first + i]);
            weights[i * channels + channel[i]] = (float) (1 / q[i * channels + channel[i]]);
          }
        }
      }
    }

    /** Multiplies in place; a quadratic kernel is {@code weight/2 (r² - (x - centre)²)}. */
    private NDArray times(NDArray gradients, NDArray averaged) {
      return switch (kernel) {
        case SteinKernel.Constant constant -> gradients.muli((float) constant.value());
        case SteinKernel.Quadratic(double low, double high, double weight) -> {
          double radius = (high - low) / 2;
          NDArray away = averaged.sub((float) (low + radius));
          NDArray scaled = away.muli(away).subi((float) (radius * radius)).muli(gradients);
          yield scaled.muli((float) (-weight / 2));
        }
      };
    }
  }

  /**
   * Draws the channel of a trial's gradient, with preference for channels whose probability varies
   * ({@link ChannelChoice#SELECTED}).
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
