package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.ReproductionListener;
import org.revcor.study.StudyView;

/**
 * Tells how a reproduction goes: a line an item and a row a result; on a terminal also what runs.
 */
final class ReproductionProgress implements ReproductionListener {
  private static final long SILENCE_NANOS = 60_000_000_000L;

  private final RedrawnLine line;
  private final boolean terminal;
  private final boolean quiet;
  private long said = System.nanoTime();
  private String part = "";

  ReproductionProgress(PrintWriter out, boolean terminal, boolean quiet) {
    this.line = new RedrawnLine(out, terminal && !quiet);
    this.terminal = terminal;
    this.quiet = quiet;
  }

  @Override
  public synchronized void begins(String item, String title, int number, int of) {
    say("%s (%d of %d): %s".formatted(item, number, of, title));
  }

  @Override
  public synchronized void kept(String item) {
    say(item + ": made before");
  }

  @Override
  public synchronized void part(String words) {
    part = words;
    line.redraw(() -> "  " + words);
  }

  @Override
  public synchronized void study(StudyView view) {
    now(() -> ProgressLine.bar(part, view));
  }

  @Override
  public synchronized void shown(long stimuli, long expected, double secondsLeft) {
    now(
        () ->
            "  %s: %s of %s stimuli shown%s"
                .formatted(
                    part,
                    ProgressLine.grouped(stimuli),
                    ProgressLine.grouped(expected),
                    Double.isFinite(secondsLeft)
                        ? ", %s left"
                            .formatted(RedrawnLine.clock(Duration.ofSeconds((long) secondsLeft)))
                        : ""));
  }

  @Override
  public synchronized void ends(String item, List<Result> results) {
    for (Result row : results) {
      say(
          "  %s (%s): paper %s, ours %s, %s"
              .formatted(
                  row.quantity(), row.convention(), row.paper(), row.ours(), row.verdict().text()));
    }
  }

  /** What runs: redrawn on a terminal, else a line a minute. */
  private void now(Supplier<String> words) {
    line.redraw(words);
    long time = System.nanoTime();
    if (!terminal && !quiet && time - said >= SILENCE_NANOS) {
      said = time;
      line.say(words.get());
    }
  }

  synchronized void close() {
    line.clear();
  }

  private void say(String words) {
    if (!quiet) {
      line.say(words);
    }
  }
}
