package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.revcor.stimulus.FitListener;
import org.revcor.stimulus.FitProgress;

/** Tells how a fit goes: a line a plane, and on a terminal one that is redrawn. */
final class FitLines implements FitListener {
  private static final String CLEAR_LINE = "\r\033[K";
  private static final long REDRAW_NANOS = 200_000_000;

  private final PrintWriter out;
  private final boolean terminal;
  private final BooleanSupplier stopped;
  private long drawn;

  FitLines(PrintWriter out, boolean terminal, BooleanSupplier stopped) {
    this.out = out;
    this.terminal = terminal;
    this.stopped = stopped;
  }

  @Override
  public void progress(FitProgress progress) {
    switch (progress) {
      case FitProgress.Step step -> redraw(step);
      case FitProgress.PlaneFitted fitted ->
          say(
              "plane %d/%d  %s of the variance  after %s"
                  .formatted(
                      fitted.plane(),
                      fitted.planes(),
                      percent(List.of(fitted.explained())),
                      clock(fitted.elapsed())));
    }
  }

  @Override
  public boolean stopped() {
    return stopped.getAsBoolean();
  }

  /** Prints a line of its own. */
  void say(String line) {
    out.print(terminal ? CLEAR_LINE : "");
    out.println(line);
    out.flush();
  }

  /** Shares in [0,1], as {@code 98.01, 97.99 %}. */
  static String percent(List<Double> shares) {
    return shares.stream()
            .map(share -> String.format(Locale.ROOT, "%.2f", 100 * share))
            .collect(Collectors.joining(", "))
        + " %";
  }

  private void redraw(FitProgress.Step step) {
    long now = System.nanoTime();
    if (!terminal || now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    out.printf(
        Locale.ROOT,
        "%s%3.0f %%  plane %d/%d  %s  %s left",
        CLEAR_LINE,
        100 * step.share(),
        step.plane(),
        step.planes(),
        step.name(),
        clock(step.remaining()));
    out.flush();
  }

  private static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
