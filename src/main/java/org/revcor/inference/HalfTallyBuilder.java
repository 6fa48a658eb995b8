package org.revcor.inference;

import java.util.Arrays;
import java.util.Optional;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.HalfTally.GradientSums;

/** The sums of one half of a block, in double precision. */
final class HalfTallyBuilder {
  private int trials;
  private final double[] stimuli;
  private final double[] responses;
  private final double[] squares;
  private final double[][] weighted;
  private final Optional<GradientSums> gradients;

  /**
   * @param channels number of channels
   * @param values number of values of a stimulus
   * @param mapValues number of values of a map
   * @param gradientProtocol computation of gradients; empty if the study has none
   */
  HalfTallyBuilder(
      int channels, int values, int mapValues, Optional<GradientProtocol> gradientProtocol) {
    stimuli = new double[values];
    responses = new double[channels];
    squares = new double[channels];
    weighted = new double[gradientProtocol.isPresent() ? 0 : channels][mapValues];
    gradients =
        gradientProtocol.map(
            protocol ->
                new GradientSums(
                    new double[channels][mapValues],
                    new double[channels],
                    new double[channels],
                    new double[channels]));
  }

  /**
   * @param batchResponses n x channels
   */
  void addResponses(int batchTrials, float[] batchResponses) {
    trials += batchTrials;
    int channels = responses.length;
    for (int i = 0; i < batchResponses.length; i++) {
      double r = batchResponses[i];
      responses[i % channels] += r;
      squares[i % channels] += r * r;
    }
  }

  /**
   * @param products (channels + 1) x d, the last row Σx
   */
  void addWhole(float[] products) {
    addRows(weighted, products, 0);
    addRow(stimuli, products, weighted.length);
  }

  /**
   * @param sum Σx, d values
   */
  void addStimuli(float[] sum) {
    addRow(stimuli, sum, 0);
  }

  /**
   * @param channels indices of the channels of the window
   * @param products one row per channel, in their order
   */
  void addWindow(int[] channels, float[] products) {
    addRows(weighted, channels, products);
  }

  /**
   * @param channels indices of channels
   * @param sums Σg, one row per channel, in their order
   */
  void addGradients(int[] channels, float[] sums) {
    addRows(gradients.orElseThrow().weighted(), channels, sums);
  }

  /**
   * Adds the trials of a batch of gradients.
   *
   * @param channels channel of each trial
   */
  void addTurns(int[] channels, GradientProtocol.ChannelChoice choice) {
    double[] counts = gradients.orElseThrow().trials();
    switch (choice) {
      case IN_TURN -> {
        for (int channel : channels) {
          counts[channel] += counts.length;
        }
      }
      case SELECTED -> Arrays.setAll(counts, c -> counts[c] + channels.length);
    }
  }

  /**
   * @param channels channel of each trial
   * @param norms ‖g‖² of each trial
   */
  void addNorms(int[] channels, float[] norms) {
    GradientSums sums = gradients.orElseThrow();
    for (int i = 0; i < norms.length; i++) {
      double squared = norms[i];
      sums.norms()[channels[i]] += squared;
      sums.fourths()[channels[i]] += squared * squared;
    }
  }

  private static void addRows(double[][] sums, int[] channels, float[] rows) {
    for (int i = 0; i < channels.length; i++) {
      addRow(sums[channels[i]], rows, i);
    }
  }

  /** Adds one row to each of the sums, from row {@code from} on. */
  static void addRows(double[][] sums, float[] rows, int from) {
    for (int i = 0; i < sums.length; i++) {
      addRow(sums[i], rows, from + i);
    }
  }

  static void addRow(double[] sums, float[] rows, int row) {
    int offset = row * sums.length;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += rows[offset + i];
    }
  }

  HalfTally tally() {
    return new HalfTally(trials, stimuli, responses, squares, weighted, gradients);
  }
}
