package org.revcor.study.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.estimate.Estimand;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Law;
import org.revcor.study.plan.PreparedStudy;

/** Describes the definition of a study's maps, in words that are stored with its results. */
public final class MapConventions {
  /** Member that describes the basis of a regression. */
  static final String BASIS = "basis";

  /** Member that describes the law of the noise. */
  static final String LAW = "law";

  /** Member of {@link #LAW}. */
  static final String MEAN = "mean";

  private MapConventions() {}

  /**
   * Returns the conventions by name.
   *
   * @param study study whose maps are described
   */
  public static Map<String, Object> of(PreparedStudy study) {
    Map<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("estimand", Spelling.word(study.estimand()));
    Map<String, Object> own = study.estimator().conventions(study.estimand(), study.mapValues());
    conventions.put("definition", own.remove("definition"));
    conventions.put("centring", study.estimand().isCentred() ? "mean of all trials" : "none");
    conventions.put(
        "scaling",
        study.estimand() == Estimand.ROOT_MEAN_SQUARE
            ? "none; as templates min-max scaled to [0,1]"
            : "none");
    for (String name : List.of("divisor", "whitening", "errors", "reliability")) {
      if (own.containsKey(name)) {
        conventions.put(name, own.remove(name));
      }
    }
    conventions.put("agreement", "correlation of the halves");
    conventions.putAll(own);
    conventions.put("templateMetric", "dot: raw product; cosine: maps at unit norm; largest wins");
    conventions.put("averaged", study.stimulus().what());
    if (!study.stimulus().digest().isEmpty()) {
      conventions.put(StudyView.MADE_OF, study.stimulus().digest());
    }
    if (study.specification().stimuli().antithetic()) {
      conventions.put("pairs", "antithetic");
    }
    study.stimulus().noise().ifPresent(law -> conventions.put(LAW, describe(law)));
    return conventions;
  }

  private static Map<String, Object> describe(Law law) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", law.name());
    entry.put(MEAN, law.mean());
    entry.put("variance", law.variance());
    return entry;
  }
}
