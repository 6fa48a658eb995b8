package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.revcor.analysis.AnalysisProgress;

/**
 * Prints the progress of an analysis: a redrawn line on a terminal, else a line every 5 seconds.
 */
final class AnalysisProgressLine {
  private final AnalysisProgress progress;
  private final boolean terminal;
  private final RedrawnLine line;

  AnalysisProgressLine(AnalysisProgress progress, PrintWriter out, boolean terminal) {
    this.progress = progress;
    this.terminal = terminal;
    this.line = new RedrawnLine(out, terminal);
  }

  /** Waits for the analysis and returns its result. */
  <T> T follow(CompletableFuture<T> end) {
    ProgressPolling.await(end, terminal, this::print);
    line.clear();
    return end.join();
  }

  private void print() {
    if (terminal) {
      line.redraw(this::text);
    } else {
      line.println(text());
    }
  }

  private String text() {
    double left = progress.secondsLeft();
    return "%s of %s stimuli shown%s"
        .formatted(
            ProgressLine.grouped(progress.shown()),
            ProgressLine.grouped(progress.expected()),
            Double.isFinite(left)
                ? ", %s left".formatted(RedrawnLine.clock(Duration.ofSeconds((long) left)))
                : "");
  }
}
