package org.revcor.server.analyses;

import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;

/** Runs one analysis at a time. */
@FunctionalInterface
public interface AnalysisRunner {
  /**
   * Runs an analysis and saves its result; blocks until it has ended.
   *
   * @param id id of the analysis
   * @param progress updated while it runs; stopping it ends the analysis
   * @return first statement of the result
   * @throws org.revcor.analysis.AnalysisStoppedException if it was stopped
   * @throws org.revcor.RevcorException if it fails
   */
  String run(String id, Analysis analysis, Arguments arguments, AnalysisProgress progress);
}
