package org.revcor.analysis.backdoor;

import java.util.Arrays;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.observer.ObserverDescription;

/** Measures how much outputs support each class. */
public enum Support {
  /** Log-probabilities minus their mean over the classes. */
  PROBABILITIES {
    @Override
    double[] of(float[] outputs, ObserverDescription observer) {
      double[] support = ObserverOutputs.logProbabilities(outputs, observer);
      double mean = Arrays.stream(support).average().orElseThrow();
      for (int k = 0; k < support.length; k++) {
        support[k] -= mean;
      }
      return support;
    }

    /** Returns the median over the plain images of the highest support. */
    @Override
    double unit(double[][] plain) {
      double[] best =
          Arrays.stream(plain)
              .mapToDouble(each -> Arrays.stream(each).max().orElseThrow())
              .sorted()
              .toArray();
      int middle = best.length / 2;
      return best.length % 2 == 1 ? best[middle] : (best[middle - 1] + best[middle]) / 2;
    }
  },

  /** One for the predicted class, 0 for the others. */
  LABELS {
    @Override
    double[] of(float[] outputs, ObserverDescription observer) {
      double[] support = new double[observer.classes().size()];
      support[ObserverOutputs.label(outputs)] = 1;
      return support;
    }

    @Override
    double unit(double[][] plain) {
      return 1;
    }
  };

  /**
   * Returns the support of each class.
   *
   * @param outputs raw outputs
   */
  abstract double[] of(float[] outputs, ObserverDescription observer);

  /**
   * Returns the unit in which changes of support are measured.
   *
   * @param plain support of each class, by plain image
   */
  abstract double unit(double[][] plain);
}
