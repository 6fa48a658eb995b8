package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.revcor.analysis.LabelledImages;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.dataset.Resampling;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.study.results.StudyMaps;

/**
 * Images of other classes to which the map of a class is added: alone, with the map, with the map
 * of another class, and with white noise of the maps' size. Every pattern has a root mean square of
 * {@value #CONTRAST}; sums are clipped to [0,1].
 *
 * @param mapped classes with a map
 * @param each number of images of a class
 */
record AddedMaps(
    StudyMaps maps, LabelledImages images, ObserverDescription observer, int[] mapped, int each)
    implements Stimuli {
  static final double CONTRAST = 0.05;

  private static final int MIN_IMAGES = 200;
  private static final int OWN = 1;
  private static final int OTHER = 2;
  private static final int NOISE = 3;
  private static final int PATTERNS = 4;
  private static final Law NORMAL = new GaussianLaw(0, 1);

  /**
   * Mean change of the response of each class; NaN for a class without a map.
   *
   * @param own by its map
   * @param other by the map of another class; all NaN if only one class has a map
   * @param noise by noise
   */
  record Changes(double[] own, double[] other, double[] noise) {
    /** Returns the number of classes that their own map raises more than another one. */
    int ownAboveOther() {
      return (int) IntStream.range(0, own.length).filter(c -> own[c] > other[c]).count();
    }
  }

  static AddedMaps of(StudyMaps maps, LabelledImages images, ObserverDescription observer) {
    int[] mapped =
        IntStream.range(0, maps.maps().length).filter(c -> isPattern(maps.maps()[c])).toArray();
    int each = Math.ceilDiv(MIN_IMAGES, Math.max(1, mapped.length));
    return new AddedMaps(maps, images, observer, mapped, each);
  }

  private static boolean isPattern(float[] map) {
    for (float value : map) {
      if (value != 0) {
        return !Float.isNaN(value);
      }
    }
    return false;
  }

  @Override
  public int size() {
    return mapped.length * each * PATTERNS;
  }

  @Override
  public void put(int index, float[] into, int offset) {
    int trial = index / PATTERNS;
    int position = trial / each;
    float[] image = imageOfOther(mapped[position], trial);
    float[] pattern =
        switch (index % PATTERNS) {
          case OWN -> pattern(maps.maps()[mapped[position]]);
          case OTHER ->
              pattern(maps.maps()[mapped[(position + mapped.length / 2) % mapped.length]]);
          case NOISE -> pattern(NoiseStimuli.noise(NORMAL, maps.values(), 0, trial));
          default -> new float[image.length];
        };
    for (int i = 0; i < image.length; i++) {
      into[offset + i] = Math.clamp(image[i] + pattern[i], 0, 1);
    }
  }

  /** Returns an image far away in the order of the images, where neighbours are often alike. */
  private float[] imageOfOther(int c, int trial) {
    int at = (trial + images.size() / 2) % images.size();
    while (images.labels()[at] == c) {
      at = (at + 1) % images.size();
    }
    return images.light(at, observer.height(), observer.width());
  }

  private float[] pattern(float[] map) {
    float[] pattern =
        Resampling.resized(map, maps.height(), maps.width(), observer.height(), observer.width());
    double squares = 0;
    for (float value : pattern) {
      squares += value * value;
    }
    float factor = (float) (CONTRAST / Math.sqrt(squares / pattern.length));
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] *= factor;
    }
    return pattern;
  }

  /**
   * Returns the changes.
   *
   * @param responses a row per stimulus with the response of each class
   */
  Changes changes(float[][] responses) {
    double[][] changes = new double[PATTERNS][maps.maps().length];
    for (double[] change : changes) {
      Arrays.fill(change, Double.NaN);
    }
    for (int position = 0; position < mapped.length; position++) {
      int c = mapped[position];
      for (int pattern = 0; pattern < PATTERNS; pattern++) {
        if (pattern == OTHER && mapped.length == 1) {
          continue;
        }
        double sum = 0;
        for (int first = position * each; first < (position + 1) * each; first++) {
          sum += responses[first * PATTERNS + pattern][c] - responses[first * PATTERNS][c];
        }
        changes[pattern][c] = sum / each;
      }
    }
    return new Changes(changes[OWN], changes[OTHER], changes[NOISE]);
  }
}
