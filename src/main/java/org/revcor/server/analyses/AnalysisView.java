package org.revcor.server.analyses;

import java.time.Clock;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.AnalysisProgress;
import org.revcor.experiment.Analysis;

/**
 * An analysis as it is at a moment: what was asked, and what became of it.
 *
 * @param analysis name of the experiment
 * @param arguments texts by the names of parameters, standard values among them
 * @param created when it was asked for, in UTC
 * @param ended when it ended; null before
 * @param shown stimuli shown so far
 * @param expected stimuli to be shown, as far as that is known
 * @param seconds since it began to run
 * @param secondsLeft that the rest will take; null while that is unknown
 * @param headline the first statement of its findings; null without
 * @param problem why there are no findings; null if there is no such reason
 * @param field which argument the problem is about; null if about none
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

  /** One that was asked for just now. */
  static AnalysisView asked(String id, Analysis experiment, Arguments arguments) {
    return new AnalysisView(
        id,
        experiment.name(),
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

  /** The same while it runs. */
  AnalysisView running(AnalysisProgress course) {
    double left = course.secondsLeft();
    return new AnalysisView(
        id,
        analysis,
        arguments,
        AnalysisState.RUNNING,
        created,
        null,
        course.shown(),
        course.expected(),
        course.seconds(),
        Double.isFinite(left) ? left : null,
        null,
        null,
        null);
  }

  /** The same when it has ended. */
  AnalysisView ended(AnalysisEnd end) {
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
}
