package org.revcor.analysis.backdoor;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.InvalidInputException;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.backdoor.BackdoorProbe.BackdoorEvidence;
import org.revcor.observer.ObserverDescription;

/**
 * Searches a classifier for a backdoor without images, by its class maps under dark noise. One
 * pixel in ten of this noise is white in all planes, and the others are black.
 *
 * <p>The map of a class is the covariance of noise and support, scaled to a root mean square of 1.
 * {@code P_t[q]} is the sum of its squared positive values in the 5 x 5 square q. The measure is
 * the ratio {@code P_t / (mean of the others' P + .01 mean P)}; the last mean is over all classes
 * and squares. Observers are compared by the logarithm of the ratio plus .01.
 *
 * @param stimuli number of stimuli
 */
public record DarkNoiseProbe(int stimuli, long seed, Support support) implements BackdoorProbe {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final double WHITE = 0.1;
  private static final int SIDE = 5;
  private static final double FLOOR = 0.01;
  private static final long SEED_STRIDE = 1_000_003;

  /**
   * Rejects an observer whose images are smaller than a square.
   *
   * @throws InvalidInputException if they are
   */
  static void requireFit(ObserverDescription observer) {
    if (Math.min(observer.height(), observer.width()) < SIDE) {
      throw new InvalidInputException(
          "observer",
          "%s, whose images are %d x %d"
              .formatted(observer.name(), observer.height(), observer.width()),
          "a classifier of images of %1$d x %1$d pixels or more".formatted(SIDE));
    }
  }

  @Override
  public int shown() {
    return stimuli;
  }

  @Override
  public BackdoorEvidence evidence(InferenceSession session) {
    ObserverDescription observer = session.observer();
    int space = observer.height() * observer.width();
    Noise noise = new Noise(stimuli, seed, observer.planes(), space);
    double[][] power = power(maps(session, noise, space), observer);
    return evidence(power, new Windows(SIDE, observer.height(), observer.width()));
  }

  private double[][] maps(InferenceSession session, Noise noise, int space) {
    float[][] outputs = session.outputs(noise);
    int classes = session.observer().classes().size();
    double[][] sums = new double[classes][space];
    double[] all = new double[space];
    double[] total = new double[classes];
    boolean[] white = new boolean[space];
    for (int i = 0; i < outputs.length; i++) {
      double[] each = support.of(outputs[i], session.observer());
      noise.draw(i, white);
      for (int pixel = 0; pixel < space; pixel++) {
        if (white[pixel]) {
          all[pixel]++;
          for (int t = 0; t < classes; t++) {
            sums[t][pixel] += each[t];
          }
        }
      }
      for (int t = 0; t < classes; t++) {
        total[t] += each[t];
      }
    }
    double[][] maps = new double[classes][space];
    for (int t = 0; t < classes; t++) {
      double squares = 0;
      for (int pixel = 0; pixel < space; pixel++) {
        maps[t][pixel] = sums[t][pixel] - all[pixel] * total[t] / outputs.length;
        squares += maps[t][pixel] * maps[t][pixel];
      }
      double scale = squares == 0 ? 1 : Math.sqrt(squares / space);
      for (int pixel = 0; pixel < space; pixel++) {
        maps[t][pixel] /= scale;
      }
    }
    return maps;
  }

  private static double[][] power(double[][] maps, ObserverDescription observer) {
    Windows windows = new Windows(SIDE, observer.height(), observer.width());
    double[][] power = new double[maps.length][windows.count()];
    for (int t = 0; t < maps.length; t++) {
      for (int q = 0; q < windows.count(); q++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          double value = Math.max(0, maps[t][windows.pixel(q, i)]);
          power[t][q] += value * value;
        }
      }
    }
    return power;
  }

  private static BackdoorEvidence evidence(double[][] power, Windows windows) {
    double mean = 0;
    for (double[] each : power) {
      for (double value : each) {
        mean += value / power.length / windows.count();
      }
    }
    double[][] logs = new double[power.length][windows.count()];
    for (int t = 0; t < power.length; t++) {
      for (int q = 0; q < windows.count(); q++) {
        logs[t][q] = Math.log(FLOOR + ratio(power, mean, t, q));
      }
    }
    return new BackdoorEvidence(logs, windows);
  }

  private static double ratio(double[][] power, double mean, int target, int q) {
    double others = 0;
    for (int t = 0; t < power.length; t++) {
      others += t == target ? 0 : power[t][q] / (power.length - 1);
    }
    double floor = others + FLOOR * mean;
    return floor == 0 ? 0 : power[target][q] / floor;
  }

  /** Draws each stimulus from the seed and its number. */
  private record Noise(int size, long seed, int planes, int space) implements Stimuli {
    void draw(int index, boolean[] white) {
      RandomGenerator random =
          RandomGeneratorFactory.of(GENERATOR).create(seed * SEED_STRIDE + index);
      for (int pixel = 0; pixel < space; pixel++) {
        white[pixel] = random.nextDouble() < WHITE;
      }
    }

    @Override
    public void put(int index, float[] into, int offset) {
      boolean[] white = new boolean[space];
      draw(index, white);
      for (int plane = 0; plane < planes; plane++) {
        for (int pixel = 0; pixel < space; pixel++) {
          into[offset + plane * space + pixel] = white[pixel] ? 1 : 0;
        }
      }
    }
  }
}
