package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/**
 * The mean of Gaussian noise for which an observer's labels are most evenly distributed.
 *
 * <p>Noise about mid-grey is nearly always assigned to one class. Darker or brighter noise may
 * reach other classes. The estimand changes with it: a classification image depends on the mean of
 * the noise.
 */
public final class BalancedMean {
  private static final long SEED = 0xBA1A_2CEDL;
  private static final int TRIALS = 250;
  private static final double MIN_MEAN = -0.5;
  private static final double STEP = 0.125;
  private static final int STEPS = 13;

  private BalancedMean() {}

  /**
   * Tries the means -0.5, -0.375, ... 1 with 250 stimuli each, drawn from a fixed seed.
   *
   * @param sd standard deviation of the noise
   * @return the mean whose labels have the largest entropy; the smallest such mean
   * @throws org.revcor.InvalidInputException if the observer has no classes
   */
  public static double of(ObserverSource source, double sd) {
    ObserverDescription shape = source.description();
    ClassReadout.LABEL.channels(shape);
    JniUtils.setNumThreads(1);
    double best = MIN_MEAN;
    double largest = -1;
    try (Observer observer = source.load(Device.cpu())) {
      for (int step = 0; step < STEPS; step++) {
        double mean = MIN_MEAN + step * STEP;
        double entropy = entropy(counts(observer, new GaussianLaw(mean, sd)));
        if (entropy > largest) {
          largest = entropy;
          best = mean;
        }
      }
    }
    return best;
  }

  private static float[] counts(Observer observer, GaussianLaw law) {
    ObserverDescription shape = observer.description();
    StimulusSequence sequence = new StimulusSequence(new WhiteNoise(law, shape.values()), false);
    float[] stimuli = new float[TRIALS * shape.values()];
    sequence.draw(
        SEED,
        0,
        TRIALS,
        (trial, drawn) ->
            System.arraycopy(drawn, 0, stimuli, trial * shape.values(), shape.values()));
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray shown =
          scope.create(stimuli, new Shape(TRIALS, shape.planes(), shape.height(), shape.width()));
      return ClassReadout.LABEL
          .responses(observer.forward(shown), shape)
          .sum(new int[] {0})
          .toType(DataType.FLOAT32, false)
          .toFloatArray();
    }
  }

  private static double entropy(float[] counts) {
    double entropy = 0;
    for (float count : counts) {
      double share = count / TRIALS;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return entropy;
  }
}
