package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.revcor.estimate.Vectors.UpperTriangle;

/**
 * Single stimuli and responses, from which tallies and direct computations are made.
 *
 * @param stimuli n x d
 * @param responses n x channels
 */
record Trials(double[][] stimuli, double[][] responses) {

  int size() {
    return stimuli.length;
  }

  int values() {
    return stimuli[0].length;
  }

  int channels() {
    return responses[0].length;
  }

  Trials slice(int from, int to) {
    return new Trials(
        Arrays.copyOfRange(stimuli, from, to), Arrays.copyOfRange(responses, from, to));
  }

  /** Returns consecutive blocks of {@code blockSize} trials. */
  List<Trials> blocks(int blockSize) {
    List<Trials> blocks = new ArrayList<>();
    for (int first = 0; first < size(); first += blockSize) {
      blocks.add(slice(first, first + blockSize));
    }
    return blocks;
  }

  /** Returns these trials as one block. */
  Tally tally(long block) {
    return new Tally(block, slice(0, size() / 2).half(), slice(size() / 2, size()).half());
  }

  /** Returns these trials as one block of a study with whitened maps. */
  Tally tallyWithProducts(long block) {
    Trials a = slice(0, size() / 2);
    Trials b = slice(size() / 2, size());
    return new Tally(
        block,
        a.half().with(StimulusProducts.NAME, a.products()),
        b.half().with(StimulusProducts.NAME, b.products()));
  }

  /** Returns these trials as half a block. */
  HalfTally half() {
    int d = values();
    int channels = channels();
    double[] stimulus = new double[d];
    double[] response = new double[channels];
    double[] squares = new double[channels];
    double[][] weighted = new double[channels][d];
    for (int t = 0; t < size(); t++) {
      double[] x = stimuli[t];
      for (int i = 0; i < d; i++) {
        stimulus[i] += x[i];
      }
      for (int c = 0; c < channels; c++) {
        double r = responses[t][c];
        response[c] += r;
        squares[c] += r * r;
        if (r != 0) {
          double[] row = weighted[c];
          for (int i = 0; i < d; i++) {
            row[i] += r * x[i];
          }
        }
      }
    }
    return new HalfTally(
        size(),
        stimulus,
        response,
        squares,
        Map.of(HalfTally.WEIGHTED, weighted, ResponseMoments.NAME, moments(responses)));
  }

  /** Returns the rows of {@link ResponseMoments#NAME} of n x channels responses. */
  static double[][] moments(double[][] responses) {
    double[][] moments = new double[2][responses[0].length];
    for (int c = 0; c < moments[0].length; c++) {
      int channel = c;
      double mean = Arrays.stream(responses).mapToDouble(r -> r[channel]).average().orElseThrow();
      for (double[] r : responses) {
        moments[0][c] += Math.pow(r[c] - mean, 3);
        moments[1][c] += Math.pow(r[c] - mean, 4);
      }
    }
    return moments;
  }

  /** Returns Σxxᵀ, upper triangle row by row. */
  private float[] products() {
    float[] upper = new float[UpperTriangle.length(values())];
    int at = 0;
    for (int i = 0; i < values(); i++) {
      for (int j = i; j < values(); j++) {
        double sum = 0;
        for (double[] x : stimuli) {
          sum += x[i] * x[j];
        }
        upper[at++] = (float) sum;
      }
    }
    return upper;
  }
}
