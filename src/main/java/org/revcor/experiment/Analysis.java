package org.revcor.experiment;

import java.util.List;
import org.revcor.figure.AnalysisResult;

/** An analysis that is asked for by name. Without state: any number may run at once. */
public interface Analysis {
  /** Its name, small letters and hyphens. */
  String name();

  /** What it tells, in a sentence. */
  String question();

  /** What it takes; each has a name of its own. */
  List<Parameter> parameters();

  /**
   * Analyses.
   *
   * @throws org.revcor.InvalidInputException if an argument cannot be used, or observer, images
   *     or maps lack what is needed; the message says which property is missing
   * @throws org.revcor.ObserverFailedException if the observer fails
   * @throws org.revcor.analysis.AnalysisStoppedException if it was stopped
   */
  AnalysisResult run(Arguments arguments, AnalysisContext laboratory);
}
