package org.revcor.server.analyses;

import java.time.Clock;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;

/**
 * A view of an analysis at one moment: its request and its state.
 *
 * @param arguments values by parameter name, defaults included
 * @param created time of the request, in UTC
 * @param ended time of its end, in UTC; null before
 * @param expected total number of stimuli, as far as known
 * @param seconds running time so far, in seconds
 * @param secondsLeft estimated remaining time in seconds; null while unknown
 * @param headline first statement of its result; null without a result
 * @param problem why it has no result; null if not applicable
 * @param field argument that the problem concerns; null if none
 */
public record AnalysisView(
    String id,
    String analysis,
    SequencedMap<String, String> arguments,
    AnalysisState state,
    String created,
    @Nullable String ended,
    long shown,
    long expected,
    double seconds,
    @Nullable Double secondsLeft,
    @Nullable String headline,
    @Nullable String problem,
    @Nullable String field) {

  /** Returns a new analysis that waits. */
  static AnalysisView create(String id, Analysis analysis, Arguments arguments) {
    return new AnalysisView(
        id,
        analysis.name(),
        arguments.all(),
        AnalysisState.WAITING,
        now(),
        null,
        0,
        0,
        0,
        null,
        null,
        null,
        null);
  }

  /** Returns this analysis as running, with its progress. */
  AnalysisView withProgress(AnalysisProgress progress) {
    double left = progress.secondsLeft();
    return new AnalysisView(
        id,
        analysis,
        arguments,
        AnalysisState.RUNNING,
        created,
        null,
        progress.shown(),
        progress.expected(),
        progress.seconds(),
        Double.isFinite(left) ? left : null,
        null,
        null,
        null);
  }

  /** Returns this analysis as ended now. */
  AnalysisView withEnd(AnalysisEnd end) {
    return new AnalysisView(
        id,
        analysis,
        arguments,
        end.state(),
        created,
        now(),
        shown,
        expected,
        seconds,
        null,
        end.headline(),
        end.problem(),
        end.field());
  }

  private static String now() {
    return Clock.systemUTC().instant().toString();
  }

  /** The state of an analysis. */
  public enum AnalysisState {
    /** Other analyses run before it. */
    WAITING,
    RUNNING,
    FINISHED,
    FAILED,
    /** A user stopped it, or the server stopped before it ended. */
    STOPPED;

    /** Returns whether the state is final. */
    public boolean isEnded() {
      return this != WAITING && this != RUNNING;
    }
  }

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
}
