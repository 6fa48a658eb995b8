package org.revcor.analysis;

import java.util.List;
import org.revcor.figure.AnalysisResult;

/** A named analysis. Stateless: any number may run at once. */
public interface Analysis {
  /** Returns the name, in small letters and hyphens. */
  String name();

  /** Returns a sentence that states the measured quantity. */
  String question();

  /** Returns its parameters; their names differ. */
  List<Parameter> parameters();

  /**
   * Runs the analysis.
   *
   * @throws org.revcor.InvalidInputException if an argument is invalid, or observer, images or maps
   *     lack a required property; the message names it
   * @throws org.revcor.ObserverFailedException if the observer fails
   * @throws org.revcor.analysis.AnalysisStoppedException if the analysis was stopped
   */
  AnalysisResult run(Arguments arguments, AnalysisContext context);
}
