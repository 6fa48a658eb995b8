package org.revcor.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import org.revcor.paper.ReproductionListener;
import org.revcor.paper.Result;
import org.revcor.study.results.StudyView;

/** Prints the progress of a reproduction: a line per item and per result, and the running study. */
final class ReproductionProgress implements ReproductionListener {
  private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

  private final RedrawnLine line;
  private final boolean terminal;
  private final boolean quiet;
  private long lastPrinted = System.nanoTime();
  private String part = "";

  ReproductionProgress(PrintWriter out, boolean terminal, boolean quiet) {
    this.line = new RedrawnLine(out, terminal && !quiet);
    this.terminal = terminal;
    this.quiet = quiet;
  }

  @Override
  public synchronized void begins(String item, String title, int number, int of) {
    println("%s (%d of %d): %s".formatted(item, number, of, title));
  }

  @Override
  public synchronized void kept(String item) {
    println(item + ": complete already");
  }

  @Override
  public synchronized void part(String text) {
    part = text;
    line.redraw(() -> "  " + text);
  }

  @Override
  public synchronized void study(StudyView view) {
    showRunning(() -> ProgressLine.bar(part, view));
  }

  @Override
  public synchronized void shown(long stimuli, long expected, double secondsLeft) {
    showRunning(
        () ->
            "  %s: %s"
                .formatted(
                    part, ProgressLine.shown(stimuli, expected, "stimuli shown", secondsLeft)));
  }

  @Override
  public synchronized void ends(String item, List<Result> results) {
    for (Result row : results) {
      println(
          "  %s (%s): paper %s, ours %s, %s"
              .formatted(
                  row.quantity(), row.convention(), row.paper(), row.ours(), row.verdict().text()));
    }
  }

  /** Prints the running study or part: redrawn on a terminal, else a line per minute. */
  private void showRunning(Supplier<String> text) {
    line.redraw(text);
    long time = System.nanoTime();
    if (!terminal && !quiet && time - lastPrinted >= LOG_INTERVAL_NANOS) {
      lastPrinted = time;
      line.println(text.get());
    }
  }

  synchronized void close() {
    line.clear();
  }

  private void println(String text) {
    if (!quiet) {
      line.println(text);
    }
  }
}
