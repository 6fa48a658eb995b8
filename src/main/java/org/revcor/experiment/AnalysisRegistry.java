package org.revcor.experiment;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/** All experiments. */
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

  /** All of them, in the order in which they are listed. */
  public static List<Analysis> all() {
    return ALL;
  }

  /**
   * The experiment of a name.
   *
   * @param field where the name stands
   * @throws InvalidInputException if there is none
   */
  public static Analysis named(String field, String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    name,
                    Spelling.expected(name, ALL.stream().map(Analysis::name).toList())));
  }
}
