package org.revcor.analysis.psychometric;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What the counts might have been as well: how they vary if it were all done again. */
@FunctionalInterface
public interface PsychometricReplicates {
  /** Other counts of the same levels and number of trials. */
  PsychometricCounts draw(RandomGenerator random);

  /**
   * Images of a function each of which is given the answer from a strength of its own on, however
   * strong it is shown beyond that: how counts vary if all levels show the same images in the
   * same noise.
   */
  static PsychometricReplicates nested(PsychometricFunction function, PsychometricCounts counts) {
    double[] rates = Arrays.stream(counts.levels()).map(function::at).toArray();
    return random -> {
      int[] yes = new int[rates.length];
      for (int image = 0; image < counts.of(); image++) {
        int place = Arrays.binarySearch(rates, random.nextDouble());
        int first = place < 0 ? -place - 1 : place;
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

  /** Images drawn again from those that were shown: assumes nothing of how an image answers. */
  static PsychometricReplicates resampled(PsychometricTrials trials) {
    return trials::resampled;
  }
}
