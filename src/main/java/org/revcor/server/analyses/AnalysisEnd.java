package org.revcor.server.analyses;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.analysis.AnalysisStoppedException;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.Parameter;

/**
 * What became of an analysis.
 *
 * @param headline of its findings
 * @param problem why there are none
 * @param field which argument that is about
 */
record AnalysisEnd(
    AnalysisState state,
    @Nullable String headline,
    @Nullable String problem,
    @Nullable String field) {
  /** The server ends, or did before the analysis. */
  static final AnalysisEnd WITH_THE_SERVER =
      new AnalysisEnd(AnalysisState.STOPPED, null, "the server ended before it did", null);

  /** Somebody stopped it. */
  static final AnalysisEnd STOPPED = new AnalysisEnd(AnalysisState.STOPPED, null, null, null);

  static AnalysisEnd finished(String headline) {
    return new AnalysisEnd(AnalysisState.FINISHED, headline, null, null);
  }

  /** It threw. */
  static AnalysisEnd of(Throwable thrown, Analysis experiment) {
    return switch (thrown) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          of(wrapped.getCause(), experiment);
      case AnalysisStoppedException stopped -> STOPPED;
      case InvalidInputException invalid -> invalid(invalid, experiment);
      case RevcorException known -> failed(String.valueOf(known.getMessage()));
      case OutOfMemoryError large -> failed("it takes more memory than the server has");
      default -> failed("the server failed; its log tells why");
    };
  }

  /** Whether only the log can tell why. */
  static boolean isUnexpected(Throwable thrown) {
    return switch (thrown) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          isUnexpected(wrapped.getCause());
      case RevcorException known -> false;
      default -> true;
    };
  }

  private static AnalysisEnd invalid(InvalidInputException invalid, Analysis experiment) {
    boolean argument =
        experiment.parameters().stream().map(Parameter::name).anyMatch(invalid.field()::equals);
    return new AnalysisEnd(
        AnalysisState.FAILED,
        null,
        String.valueOf(invalid.getMessage()),
        argument ? "arguments." + invalid.field() : null);
  }

  private static AnalysisEnd failed(String problem) {
    return new AnalysisEnd(AnalysisState.FAILED, null, problem, null);
  }
}
