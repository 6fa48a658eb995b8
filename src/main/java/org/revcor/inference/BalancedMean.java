package org.revcor.inference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import org.revcor.dataset.Resampling;
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

  /** Smallest mean that is tried. */
  public static final double MIN_MEAN = -0.5;

  private static final double STEP = 0.125;
  private static final int STEPS = 13;

  /** Largest mean that is tried. */
  public static final double MAX_MEAN = MIN_MEAN + (STEPS - 1) * STEP;

  /** Values that are shown at once, in bytes 16 MiB. */
  private static final int MAX_BATCH_VALUES = 1 << 22;

  private BalancedMean() {}

  /**
   * Tries the means -0.5, -0.375, ... 1 with 250 stimuli each, drawn from a fixed seed.
   *
   * @param sd standard deviation of the noise
   * @param height rows of the noise, which is enlarged to those of the input
   * @param width its columns
   * @return the mean whose labels have the largest entropy; the smallest such mean
   * @throws org.revcor.InvalidInputException if the observer has no classes
   */
  public static double of(ObserverSource source, double sd, int height, int width) {
    ObserverDescription shape = source.description();
    ClassReadout.LABEL.channels(shape);
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    double best = MIN_MEAN;
    double largest = -1;
    try (Observer observer = source.load(Device.cpu())) {
      for (int step = 0; step < STEPS; step++) {
        double mean = MIN_MEAN + step * STEP;
        double entropy = entropy(counts(observer, new GaussianLaw(mean, sd), height, width));
        if (entropy > largest) {
          largest = entropy;
          best = mean;
        }
      }
    }
    return best;
  }

  private static float[] counts(Observer observer, GaussianLaw law, int height, int width) {
    ObserverDescription input = observer.description();
    int drawnValues = input.planes() * height * width;
    StimulusSequence sequence = new StimulusSequence(new WhiteNoise(law, drawnValues), false);
    float[] counts = new float[ClassReadout.LABEL.channels(input).size()];
    int batch = Math.clamp(MAX_BATCH_VALUES / input.values(), 1, TRIALS);
    float[] stimuli = new float[batch * input.values()];
    sequence.draw(
        SEED,
        0,
        TRIALS,
        (trial, drawn) -> {
          float[] image = Resampling.resized(drawn, height, width, input.height(), input.width());
          System.arraycopy(image, 0, stimuli, trial % batch * image.length, image.length);
          if (trial % batch == batch - 1 || trial == TRIALS - 1) {
            count(observer, stimuli, trial % batch + 1, counts);
          }
        });
    return counts;
  }

  private static void count(Observer observer, float[] stimuli, int n, float[] counts) {
    ObserverDescription input = observer.description();
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray shown =
          scope.create(
              Arrays.copyOf(stimuli, n * input.values()),
              new Shape(n, input.planes(), input.height(), input.width()));
      float[] found =
          ClassReadout.LABEL
              .responses(observer.forward(shown), input)
              .sum(new int[] {0})
              .toType(DataType.FLOAT32, false)
              .toFloatArray();
      for (int i = 0; i < counts.length; i++) {
        counts[i] += found[i];
      }
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
