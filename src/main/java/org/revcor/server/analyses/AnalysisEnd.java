package org.revcor.server.analyses;

import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Progress.AnalysisStoppedException;
import org.revcor.server.analyses.AnalysisView.AnalysisState;

/**
 * The end of an analysis.
 *
 * @param headline headline of its result; null without a result
 * @param problem why it has no result; null if not applicable
 * @param field argument that the problem concerns; null if none
 */
record AnalysisEnd(
    AnalysisState state,
    @Nullable String headline,
    @Nullable String problem,
    @Nullable String field) {
  /** The server stopped before the analysis ended. */
  static final AnalysisEnd STOPPED_WITH_SERVER =
      new AnalysisEnd(
          AnalysisState.STOPPED, null, "the server stopped before the analysis ended", null);

  /** A user stopped it. */
  static final AnalysisEnd STOPPED = new AnalysisEnd(AnalysisState.STOPPED, null, null, null);

  static AnalysisEnd finished(String headline) {
    return new AnalysisEnd(AnalysisState.FINISHED, headline, null, null);
  }

  /** Returns the end of an analysis that threw an exception. */
  static AnalysisEnd of(Throwable thrown, Analysis analysis) {
    return switch (thrown) {
      case AnalysisStoppedException stopped -> STOPPED;
      case InvalidInputException invalid -> invalid(invalid, analysis);
      case RevcorException known -> failed(String.valueOf(known.getMessage()));
      case OutOfMemoryError large -> failed("the analysis needs more memory than the server has");
      default -> failed("the server failed; see its log");
    };
  }

  private static AnalysisEnd invalid(InvalidInputException invalid, Analysis analysis) {
    boolean isArgument =
        analysis.parameters().stream().map(Parameter::name).anyMatch(invalid.field()::equals);
    return new AnalysisEnd(
        AnalysisState.FAILED,
        null,
        String.valueOf(invalid.getMessage()),
        isArgument ? "arguments." + invalid.field() : null);
  }

  private static AnalysisEnd failed(String problem) {
    return new AnalysisEnd(AnalysisState.FAILED, null, problem, null);
  }
}
