package org.revcor.inference;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.ResponseMoments;

/** The sums of stimuli and of responses of one half of a block, in double precision. */
final class HalfTallyBuilder {
  private int trials;
  private final double[] stimuli;
  private final double[] responses;
  private final double[] squares;

  /** The first response of each channel, and sums of powers of the difference from it. */
  private float[] first = {};

  private final double[] cubes;
  private final double[] fourths;

  /**
   * @param values number of values of a stimulus; 0 if stimuli are not summed
   */
  HalfTallyBuilder(int channels, int values) {
    stimuli = new double[values];
    responses = new double[channels];
    squares = new double[channels];
    cubes = new double[channels];
    fourths = new double[channels];
  }

  /**
   * @param batchResponses n x channels
   */
  void addResponses(int batchTrials, float[] batchResponses) {
    trials += batchTrials;
    int channels = responses.length;
    if (first.length == 0) {
      first = Arrays.copyOf(batchResponses, channels);
    }
    for (int i = 0; i < batchResponses.length; i++) {
      int channel = i % channels;
      double r = batchResponses[i];
      responses[channel] += r;
      squares[channel] += r * r;
      double difference = r - first[channel];
      double square = difference * difference;
      cubes[channel] += square * difference;
      fourths[channel] += square * square;
    }
  }

  /** Returns the rows of {@link ResponseMoments#NAME}. */
  private double[][] moments() {
    double[][] moments = new double[2][cubes.length];
    for (int c = 0; c < cubes.length && trials > 0; c++) {
      double mean = responses[c] / trials - first[c];
      double squared =
          squares[c] - 2 * first[c] * responses[c] + trials * ((double) first[c] * first[c]);
      moments[0][c] = cubes[c] - mean * (3 * squared - 2 * trials * mean * mean);
      moments[1][c] =
          fourths[c] - mean * (4 * cubes[c] - 6 * mean * squared + 3 * trials * mean * mean * mean);
    }
    return moments;
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
    Map<String, double[][]> all = new TreeMap<>(sums);
    all.put(ResponseMoments.NAME, moments());
    return new HalfTally(trials, stimuli, responses, squares, all);
  }
}
