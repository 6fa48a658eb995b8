package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Lines about long work; on a terminal the last one is redrawn, at most five times a second. */
final class RedrawnLine {
  static final String CLEAR_LINE = "\r\033[K";
  private static final long REDRAW_NANOS = 200_000_000;

  private final PrintWriter out;
  private final boolean terminal;
  private long drawn = System.nanoTime() - REDRAW_NANOS;

  RedrawnLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Prints a line that stays. */
  void say(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /** Draws the line that changes; on a terminal only, and not if it was drawn just now. */
  void redraw(Supplier<String> line) {
    long now = System.nanoTime();
    if (terminal && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      out.print(CLEAR_LINE + line.get());
      out.flush();
    }
  }

  /** Takes the line that changes away. */
  void clear() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  /** Minutes and seconds. */
  static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
