package org.revcor.experiment;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/** All analyses. */
public final class AnalysisRegistry {
  private static final List<Analysis> ALL =
      List.of(
          new FeedBackAnalysis(),
          new TemplatesAnalysis(),
          new FrequenciesAnalysis(),
          new ConfidenceAnalysis(),
          new ClassificationAnalysis(),
          new DifferenceAnalysis(),
          new AttackAnalysis(),
          new BackdoorAnalysis(),
          new BackdoorTrialAnalysis(),
          new LossGradientAnalysis(),
          new FiltersAnalysis(),
          new ActivationsAnalysis(),
          new InjectionAnalysis(),
          new LesionAnalysis(),
          new PsychometricAnalysis(),
          new StimulateAnalysis());

  private AnalysisRegistry() {}

  /** Returns all analyses, in the order of listings. */
  public static List<Analysis> all() {
    return ALL;
  }

  /**
   * Returns the analysis with a name.
   *
   * @param field the setting that holds the name
   * @throws InvalidInputException if it does not exist
   */
  public static Analysis named(String field, String name) {
    return ALL.stream()
        .filter(analysis -> analysis.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    name,
                    Spelling.expected(name, ALL.stream().map(Analysis::name).toList())));
  }
}
