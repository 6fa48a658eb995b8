package org.revcor.inference;

import java.util.Map;
import org.revcor.estimate.HalfTally;

/** The sums of stimuli and of responses of one half of a block, in double precision. */
final class HalfTallyBuilder {
  private int trials;
  private final double[] stimuli;
  private final double[] responses;
  private final double[] squares;

  /**
   * @param values number of values of a stimulus; 0 if stimuli are not summed
   */
  HalfTallyBuilder(int channels, int values) {
    stimuli = new double[values];
    responses = new double[channels];
    squares = new double[channels];
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
   * @param row index of the row Σx
   */
  void addStimuli(float[] rows, int row) {
    addRow(stimuli, rows, row);
  }

  static void addRows(double[][] sums, float[] rows) {
    for (int i = 0; i < sums.length; i++) {
      addRow(sums[i], rows, i);
    }
  }

  static void addRows(double[][] sums, int[] channels, float[] rows) {
    for (int i = 0; i < channels.length; i++) {
      addRow(sums[channels[i]], rows, i);
    }
  }

  static void addRow(double[] sums, float[] rows, int row) {
    int offset = row * sums.length;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += rows[offset + i];
    }
  }

  HalfTally tally(String name, double[][] sums) {
    return tally(Map.of(name, sums));
  }

  HalfTally tally(Map<String, double[][]> sums) {
    return new HalfTally(trials, stimuli, responses, squares, sums);
  }
}
