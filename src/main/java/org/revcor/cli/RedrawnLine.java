package org.revcor.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Prints progress lines. On a terminal the last line is redrawn, at most five times a second; a log
 * gets a line every five seconds.
 */
final class RedrawnLine {
  private static final String CLEAR_LINE = "\r\033[K";
  private static final long REDRAW_NANOS = 200_000_000;
  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(250);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private long lastDrawn = System.nanoTime() - REDRAW_NANOS;

  RedrawnLine(PrintWriter out) {
    this(out, isTerminal());
  }

  RedrawnLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

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

  /**
   * Prints the progress of work until it ends or the thread is interrupted.
   *
   * @return the result of the work
   */
  <T> T follow(CompletableFuture<T> work, Supplier<String> progress) {
    return watch(work, () -> show(progress));
  }

  /** Runs a watcher, which may print, at the interval of the line until work ends. */
  <T> T watch(CompletableFuture<T> work, Runnable watcher) {
    while (!endsWithin(work, terminal ? TERMINAL_INTERVAL : LOG_INTERVAL)) {
      watcher.run();
    }
    clear();
    return work.join();
  }

  /** Redraws the line on a terminal; prints it elsewhere. */
  void show(Supplier<String> line) {
    if (terminal) {
      redraw(line);
    } else {
      println(line.get());
    }
  }

  private static boolean endsWithin(CompletableFuture<?> end, Duration time) {
    try {
      end.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillRunning) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

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

  /**
   * Returns whether this process has an interactive terminal. Since Java 22 a console may exist
   * without a terminal; {@code isTerminal} distinguishes them.
   */
  @SuppressWarnings("SystemConsoleNull") // null on Java 21 without a terminal
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException java21) {
      return true;
    }
  }
}
