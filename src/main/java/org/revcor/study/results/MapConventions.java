package org.revcor.study.results;

import java.util.LinkedHashMap;
import java.util.Map;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.Reliability;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Law;
import org.revcor.study.plan.PreparedRegression;
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
    boolean whitened = study.specification().estimation().ridge().isPresent();
    boolean regression = study.regression().isPresent();
    conventions.put(
        "definition",
        regression
            ? ofRegression(study.estimand())
            : whitened ? "inverse covariance of x times Cov(x, r)" : definition(study.estimand()));
    conventions.put("centring", study.estimand().isCentred() ? "mean of all trials" : "none");
    conventions.put(
        "scaling",
        study.estimand() == Estimand.ROOT_MEAN_SQUARE
            ? "none; as templates min-max scaled to [0,1]"
            : "none");
    conventions.put(
        "divisor",
        study.estimand() == Estimand.FIRST_ORDER_KERNEL
            ? regression ? "none" : "trials times the variance of each value"
            : "sum of the responses");
    study
        .specification()
        .estimation()
        .ridge()
        .ifPresent(
            ridge ->
                conventions.put(
                    "whitening",
                    "inverse of the covariance of the stimuli shown, ridge %s of their mean variance"
                        .formatted(ridge)));
    conventions.put(
        "errors",
        regression
            ? "least squares in shape, by groups of half-blocks in size"
            : whitened ? "standard errors of least squares" : "standard errors by block means");
    conventions.put(
        "reliability",
        whitened || regression
            ? "power of the map over that of the difference of its halves, judged by its lower 95 %"
                + " limit"
            : "power of the map%s over that of its noise by blocks, judged by its lower 95 %% limit"
                .formatted(
                    study.mapValues() < Reliability.FEW ? "" : ", less its mean over pixels,"));
    conventions.put("agreement", "correlation of the halves");
    if (study.specification().estimation().estimator() == Estimator.AVERAGE
        && study.specification().estimation().ridge().isEmpty()) {
      conventions.put("precision", "asymptotic confidence sequence over all values and channels");
    }
    study.regression().ifPresent(each -> conventions.put(BASIS, describe(each)));
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

  private static String ofRegression(Estimand estimand) {
    return estimand == Estimand.FIRST_ORDER_KERNEL
        ? "coefficients of the scores, times the filters of the scores"
        : "coefficients of the scores, times the images of the scores, / mean(r)";
  }

  private static Map<String, Object> describe(PreparedRegression regression) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", regression.basis().name());
    entry.put("digest", regression.basis().digest());
    entry.put("components", regression.basis().components());
    entry.put("ridge", regression.options().ridge());
    entry.put("symmetry", regression.options().mirror() ? "mirror" : "none");
    entry.put("observations", regression.paired() ? "differences of pairs" : "trials");
    entry.put("covered", "the span of the components; what lies outside is not estimated");
    return entry;
  }

  private static Map<String, Object> describe(Law law) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", law.name());
    entry.put(MEAN, law.mean());
    entry.put("variance", law.variance());
    return entry;
  }

  private static String definition(Estimand estimand) {
    return switch (estimand) {
      case CLASS_MAP -> "Cov(x, r) / mean(r)";
      case TRIGGERED_MEAN -> "sum(r x) / sum(r)";
      case ROOT_MEAN_SQUARE -> "sqrt(sum(r x^2) / sum(r))";
      case FIRST_ORDER_KERNEL -> "Cov(x, r) / variance";
    };
  }
}
