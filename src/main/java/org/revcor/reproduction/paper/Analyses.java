package org.revcor.reproduction.paper;

import java.util.List;
import java.util.Map;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Experiment;
import org.revcor.experiment.Experiments;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** Runs named analyses for items, and reads numbers from what they found. */
final class Analyses {
  private Analyses() {}

  /**
   * Runs an analysis.
   *
   * @param as name of its findings within the item
   */
  static Findings run(Workroom workroom, String name, String as, Map<String, String> arguments) {
    Experiment experiment = Experiments.named("analysis", name);
    workroom.part("analysis " + as);
    return experiment.run(Arguments.of(experiment, arguments), workroom.laboratory()).called(as);
  }

  /** The folder of a study, as an argument. */
  static String folder(EndedStudy study) {
    return study.folder().toString();
  }

  /** Rows of a table of findings. */
  static List<List<Object>> rows(Findings findings, String table) {
    return ((Figure.Table) findings.figure(table)).rows();
  }

  /** A number of a row. */
  static double number(List<Object> row, int column) {
    return ((Number) row.get(column)).doubleValue();
  }

  /** Share of pictures that {@code templates} found to be classified rightly, in percent. */
  static double accuracy(Findings templates) {
    return 100 * number(rows(templates, "classes").getLast(), 3);
  }
}
