package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.revcor.experiment.AnalysisProgress;

/** Watches an experiment: one line, redrawn, on a terminal; else a line now and then. */
final class AnalysisProgressLine {
  private final AnalysisProgress course;
  private final boolean terminal;
  private final RedrawnLine line;

  AnalysisProgressLine(AnalysisProgress course, PrintWriter out, boolean terminal) {
    this.course = course;
    this.terminal = terminal;
    this.line = new RedrawnLine(out, terminal);
  }

  /** What was made, when it is there. */
  <T> T follow(CompletableFuture<T> end) {
    Following.toTheEndOf(end, terminal, this::tell);
    line.clear();
    return end.join();
  }

  private void tell() {
    if (terminal) {
      line.redraw(this::sentence);
    } else {
      line.say(sentence());
    }
  }

  private String sentence() {
    double left = course.secondsLeft();
    return "%s of %s stimuli shown%s"
        .formatted(
            ProgressLine.grouped(course.shown()),
            ProgressLine.grouped(course.expected()),
            Double.isFinite(left)
                ? ", %s left".formatted(RedrawnLine.clock(Duration.ofSeconds((long) left)))
                : "");
  }
}
