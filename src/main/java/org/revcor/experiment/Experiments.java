package org.revcor.experiment;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/** All experiments. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new FeedBackExperiment(),
          new TemplatesExperiment(),
          new FrequenciesExperiment(),
          new ConfidenceExperiment(),
          new ClassificationExperiment(),
          new DifferenceExperiment(),
          new AttackExperiment(),
          new BackdoorExperiment(),
          new BackdoorTrialExperiment(),
          new LossGradientExperiment(),
          new FiltersExperiment(),
          new ActivationsExperiment(),
          new InjectionExperiment(),
          new LesionExperiment(),
          new PsychometricExperiment(),
          new StimulateExperiment());

  private Experiments() {}

  /** All of them, in the order in which they are listed. */
  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * The experiment of a name.
   *
   * @param field where the name stands
   * @throws InvalidInputException if there is none
   */
  public static Experiment named(String field, String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    name,
                    Spelling.expected(name, ALL.stream().map(Experiment::name).toList())));
  }
}
