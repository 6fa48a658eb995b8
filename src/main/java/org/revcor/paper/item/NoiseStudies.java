package org.revcor.paper.item;

import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** Studies of labels under noise, with the paper's settings. */
final class NoiseStudies {
  /** Independent pixels, uniform on [0,1]. */
  static final String UNIFORM = "kind = white-noise, law = uniform";

  private NoiseStudies() {}

  /**
   * Returns a study of white noise, uniform on [0,1].
   *
   * @param observer name of the observer
   */
  static EndedStudy white(ReproductionContext context, String observer) {
    return labels(
        context,
        observer + "-white",
        observer,
        UNIFORM,
        "default",
        context.count(1_000_000, 50_000));
  }

  /**
   * Returns a study of labels.
   *
   * @param name name of the folder
   * @param stimulus content of the key {@code stimulus}
   * @param conventions conventions of the maps
   */
  static EndedStudy labels(
      ReproductionContext context,
      String name,
      String observer,
      String stimulus,
      String conventions,
      int trials) {
    return context.study(
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

  /** Describes the conventions that a study's maps depend on. */
  static String convention(String noise, EndedStudy study) {
    return "%s, %,d trials, label".formatted(noise, study.view().progress().trials());
  }
}
