package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Prints progress lines; on a terminal the last line is redrawn, at most five times a second. */
final class RedrawnLine {
  static final String CLEAR_LINE = "\r\033[K";
  private static final long REDRAW_NANOS = 200_000_000;

  private final PrintWriter out;
  private final boolean terminal;
  private long lastDrawn = System.nanoTime() - REDRAW_NANOS;

  RedrawnLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Prints a permanent line. */
  void println(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /** Redraws the progress line on a terminal, unless it was drawn less than 200 ms ago. */
  void redraw(Supplier<String> line) {
    long now = System.nanoTime();
    if (terminal && now - lastDrawn >= REDRAW_NANOS) {
      lastDrawn = now;
      out.print(CLEAR_LINE + line.get());
      out.flush();
    }
  }

  /** Erases the progress line. */
  void clear() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  /** Formats a duration as minutes and seconds. */
  static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
