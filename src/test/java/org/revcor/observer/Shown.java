package org.revcor.observer;

import java.util.Arrays;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;

/** Pictures of the shipped test set for trainings and evaluations. */
final class Shown {
  private Shown() {}

  /** Pictures {@code from} to {@code to - 1}. */
  static TrainingPictures pictures(int from, int to) {
    Pictures all = DataSets.shippedTest("mnist").orElseThrow();
    return new TrainingPictures(
        all.name(),
        all.planes(),
        all.height(),
        all.width(),
        all.classes(),
        Arrays.copyOfRange(all.pixels(), from * all.values(), to * all.values()),
        Arrays.copyOfRange(all.labels(), from, to),
        DataSets.digest(all));
  }
}
