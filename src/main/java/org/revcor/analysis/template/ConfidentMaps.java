package org.revcor.analysis.template;

import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Workers;

/**
 * Class maps of the same stimuli with three weightings: all stimuli equal, weighted by confidence,
 * or only stimuli above a confidence threshold (the paper's footnote 5). The confidence is the
 * probability of the predicted class. Maps are centred: {@code Σwx/Σw - x̄}.
 */
public final class ConfidentMaps {
  private static final int CHUNK = 2_000;
  private static final int WEIGHTINGS = 3;

  private ConfidentMaps() {}

  /**
   * Maps of one weighting.
   *
   * @param weights Σw of each class
   * @param squares Σw² of each class
   * @param maps d values per class; NaN without any weight
   */
  public record Maps(double[] weights, double[] squares, float[][] maps) {
    /** Returns the effective number of trials of a class, {@code (Σw)²/Σw²}; NaN without any. */
    double effective(int c) {
      return weights[c] * weights[c] / squares[c];
    }
  }

  /**
   * Maps of all three weightings.
   *
   * @param counted maps of all stimuli with equal weights
   * @param weighted maps weighted by confidence
   * @param confident maps of the stimuli above the threshold
   */
  public record Weightings(Maps counted, Maps weighted, Maps confident) {}

  /**
   * Classifies stimuli and averages them by class.
   *
   * @param threshold confidence threshold, in [0,1)
   * @throws org.revcor.ObserverFailedException if the observer fails
   */
  public static Weightings of(
      InferenceSession session, Stimuli stimuli, double threshold, Workers workers) {
    float[][] outputs = session.outputs(stimuli);
    int classes = session.observer().classes().size();
    int values = session.observer().values();
    Sums all = new Sums(classes, values);
    workers.inOrder(
        Math.ceilDiv(outputs.length, CHUNK),
        chunk -> {
          Sums sums = new Sums(classes, values);
          float[] stimulus = new float[values];
          int last = Math.min(outputs.length, (chunk + 1) * CHUNK);
          for (int i = chunk * CHUNK; i < last; i++) {
            stimuli.put(i, stimulus, 0);
            int label = ObserverOutputs.label(outputs[i]);
            double confidence =
                ObserverOutputs.probabilities(outputs[i], session.observer())[label];
            sums.add(label, confidence, confidence > threshold, stimulus);
          }
          return sums;
        },
        all::add);
    return new Weightings(
        all.maps(0, outputs.length), all.maps(1, outputs.length), all.maps(2, outputs.length));
  }

  /** Sums of stimuli by weighting and class, and of all stimuli. */
  private static final class Sums {
    private final double[][] weights;
    private final double[][] squares;
    private final double[][][] sums;
    private final double[] all;

    Sums(int classes, int values) {
      weights = new double[WEIGHTINGS][classes];
      squares = new double[WEIGHTINGS][classes];
      sums = new double[WEIGHTINGS][classes][values];
      all = new double[values];
    }

    void add(int label, double confidence, boolean confident, float[] stimulus) {
      double[] given = {1, confidence, confident ? 1 : 0};
      for (int way = 0; way < WEIGHTINGS; way++) {
        weights[way][label] += given[way];
        squares[way][label] += given[way] * given[way];
        double[] sum = sums[way][label];
        for (int j = 0; j < stimulus.length; j++) {
          sum[j] += given[way] * stimulus[j];
        }
      }
      for (int j = 0; j < stimulus.length; j++) {
        all[j] += stimulus[j];
      }
    }

    void add(Sums others) {
      for (int way = 0; way < WEIGHTINGS; way++) {
        add(weights[way], others.weights[way]);
        add(squares[way], others.squares[way]);
        for (int c = 0; c < sums[way].length; c++) {
          add(sums[way][c], others.sums[way][c]);
        }
      }
      add(all, others.all);
    }

    private static void add(double[] into, double[] others) {
      for (int i = 0; i < into.length; i++) {
        into[i] += others[i];
      }
    }

    Maps maps(int way, int trials) {
      float[][] maps = new float[sums[way].length][all.length];
      for (int c = 0; c < maps.length; c++) {
        for (int j = 0; j < all.length; j++) {
          maps[c][j] = (float) (sums[way][c][j] / weights[way][c] - all[j] / trials);
        }
      }
      return new Maps(weights[way], squares[way], maps);
    }
  }
}
