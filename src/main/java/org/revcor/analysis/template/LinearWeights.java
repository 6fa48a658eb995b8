package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.revcor.InvalidInputException;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Progress;
import org.revcor.analysis.Stimuli;

/**
 * Weights of an observer whose outputs are linear in the stimulus, measured by inference: {@code
 * w_j = f(e_j) - f(0)}, where e_j is 1 at j and 0 elsewhere. This works for any file format and
 * includes the observer's own preprocessing.
 */
public final class LinearWeights {
  private static final int CHECKS = 8;
  private static final double TOLERANCE = 1e-3;
  private static final double VARIANCE_OF_UNIFORM = 1.0 / 12;

  private LinearWeights() {}

  /**
   * Measures the weights; adds the number of stimuli to the expected progress.
   *
   * @param field setting that names the observer, for messages
   * @return d values per class; for a single logit -w/2 and w/2
   * @throws InvalidInputException if outputs are not linear: those for white noise differ from the
   *     prediction by the weights by more than 0.1 % of the outputs' spread
   */
  public static float[][] of(String field, InferenceSession session, Progress progress) {
    int values = session.observer().values();
    Stimuli probes = probes(values);
    progress.expects(probes.size());
    float[][] responses = session.outputs(probes);
    int outputs = session.observer().outputs();
    float[][] weights = new float[outputs][values];
    for (int c = 0; c < outputs; c++) {
      for (int j = 0; j < values; j++) {
        weights[c][j] = responses[1 + j][c] - responses[0][c];
      }
      if (!predicts(weights[c], c, probes, responses)) {
        throw new InvalidInputException(
            field,
            session.observer().name() + ", whose outputs are not linear in the image",
            "an observer with linear outputs before any softmax, such as mnist-logistic");
      }
    }
    return outputs > 1
        ? weights
        : new float[][] {times(weights[0], -0.5f), times(weights[0], 0.5f)};
  }

  /** Returns a blank stimulus, one for each single value, and white noise. */
  private static Stimuli probes(int values) {
    return Stimuli.of(
        1 + values + CHECKS,
        (index, into, offset) -> {
          Arrays.fill(into, offset, offset + values, 0);
          if (index > values) {
            SplittableRandom random = new SplittableRandom(index);
            for (int j = 0; j < values; j++) {
              into[offset + j] = (float) random.nextDouble();
            }
          } else if (index > 0) {
            into[offset + index - 1] = 1;
          }
        });
  }

  private static boolean predicts(
      float[] weights, int output, Stimuli probes, float[][] responses) {
    double squares = 0;
    for (float weight : weights) {
      squares += (double) weight * weight;
    }
    double spread = Math.sqrt(squares * VARIANCE_OF_UNIFORM);
    float[] noise = new float[weights.length];
    for (int i = 1 + weights.length; i < probes.size(); i++) {
      probes.put(i, noise, 0);
      double expected = responses[0][output];
      for (int j = 0; j < weights.length; j++) {
        expected += (double) weights[j] * noise[j];
      }
      if (!(Math.abs(expected - responses[i][output]) <= TOLERANCE * spread)) {
        return false;
      }
    }
    return true;
  }

  private static float[] times(float[] values, float factor) {
    float[] product = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      product[i] = factor * values[i];
    }
    return product;
  }
}
