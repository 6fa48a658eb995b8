package org.revcor.reproduction.paper;

import org.revcor.reproduction.ReproductionContext;
import org.revcor.study.EndedStudy;

/** Studies of labels under noise, as the paper has them. */
final class NoiseStudies {
  /** Independent pixels, uniform on [0,1]. */
  static final String UNIFORM = "kind = white-noise, law = uniform";

  private NoiseStudies() {}

  /**
   * White noise, uniform on [0,1].
   *
   * @param observer name of an observer
   */
  static EndedStudy white(ReproductionContext workroom, String observer) {
    return labels(
        workroom,
        observer + "-white",
        observer,
        UNIFORM,
        "default",
        workroom.count(1_000_000, 50_000));
  }

  /**
   * Labels.
   *
   * @param name of the folder
   * @param stimulus content of the key of that name
   * @param conventions of the maps
   */
  static EndedStudy labels(
      ReproductionContext workroom,
      String name,
      String observer,
      String stimulus,
      String conventions,
      int trials) {
    return workroom.study(
        name,
        """
        study {
          name = "%s"
          observer.model = "%s"
          stimulus { %s }
          readout.kind = label
          conventions = %s
          seed = 1
          stop.max-trials = %d
        }
        """
            .formatted(name, observer, stimulus, conventions, trials));
  }

  /** What a study's maps depend on, in words. */
  static String convention(String noise, EndedStudy study) {
    return "%s, %,d trials, label".formatted(noise, study.view().trials());
  }
}
