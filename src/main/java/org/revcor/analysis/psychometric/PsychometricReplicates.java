package org.revcor.analysis.psychometric;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws random replicates of psychometric counts. */
@FunctionalInterface
public interface PsychometricReplicates {
  /** Draws counts of the same levels and number of trials. */
  PsychometricCounts draw(RandomGenerator random);

  /**
   * Simulates images, each with the response from an individual strength upwards. This is the
   * variation of counts if all levels show the same images in the same noise.
   */
  static PsychometricReplicates nested(PsychometricFunction function, PsychometricCounts counts) {
    double[] rates = Arrays.stream(counts.levels()).map(function::at).toArray();
    return random -> {
      int[] yes = new int[rates.length];
      for (int image = 0; image < counts.of(); image++) {
        int position = Arrays.binarySearch(rates, random.nextDouble());
        int first = position < 0 ? -position - 1 : position;
        if (first < yes.length) {
          yes[first]++;
        }
      }
      for (int i = 1; i < yes.length; i++) {
        yes[i] += yes[i - 1];
      }
      return new PsychometricCounts(counts.levels(), yes, counts.of());
    };
  }

  /** Resamples the images with replacement; assumes nothing about responses to an image. */
  static PsychometricReplicates resampled(PsychometricTrials trials) {
    return trials::resampled;
  }
}
