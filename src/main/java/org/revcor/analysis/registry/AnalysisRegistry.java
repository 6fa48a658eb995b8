package org.revcor.analysis.registry;

import java.util.List;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.activity.ActivationsAnalysis;
import org.revcor.analysis.activity.FeedBackAnalysis;
import org.revcor.analysis.activity.FiltersAnalysis;
import org.revcor.analysis.activity.FrequenciesAnalysis;
import org.revcor.analysis.activity.InjectionAnalysis;
import org.revcor.analysis.activity.LossGradientAnalysis;
import org.revcor.analysis.activity.StimulateAnalysis;
import org.revcor.analysis.attack.AttackAnalysis;
import org.revcor.analysis.backdoor.BackdoorAnalysis;
import org.revcor.analysis.psychometric.PsychometricAnalysis;
import org.revcor.analysis.template.ClassificationAnalysis;
import org.revcor.analysis.template.ConfidenceAnalysis;
import org.revcor.analysis.template.CorrelationAnalysis;
import org.revcor.analysis.template.DifferenceAnalysis;
import org.revcor.analysis.template.TemplatesAnalysis;
import org.revcor.analysis.template.ValidateAnalysis;
import org.revcor.schema.Spelling;

public final class AnalysisRegistry {
  /** Analyses of any network or study. */
  private static final List<Analysis> GENERAL =
      List.of(
          new TemplatesAnalysis(),
          new ValidateAnalysis(),
          new FrequenciesAnalysis(),
          new DifferenceAnalysis(),
          new CorrelationAnalysis(),
          new BackdoorAnalysis(),
          new LossGradientAnalysis());

  private static final List<Analysis> OF_THE_PAPER =
      List.of(
          new FeedBackAnalysis(),
          new ConfidenceAnalysis(),
          new ClassificationAnalysis(),
          new AttackAnalysis(),
          new FiltersAnalysis(),
          new ActivationsAnalysis(),
          new InjectionAnalysis(),
          new PsychometricAnalysis(),
          new StimulateAnalysis());

  private static final List<Analysis> ALL =
      Stream.concat(GENERAL.stream(), OF_THE_PAPER.stream()).toList();

  private AnalysisRegistry() {}

  public static List<Analysis> general() {
    return GENERAL;
  }

  public static List<Analysis> ofThePaper() {
    return OF_THE_PAPER;
  }

  public static List<Analysis> all() {
    return ALL;
  }

  /**
   * Returns the analysis with a name.
   *
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
