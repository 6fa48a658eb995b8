package org.revcor.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.revcor.observer.TrainedObserver;
import org.revcor.observer.TrainingListener;
import org.revcor.observer.TrainingProgress;

/**
 * Tells how a training goes, and writes the observer after every epoch that was better than all
 * before.
 */
final class TrainProgress implements TrainingListener {
  private static final long REDRAW_NANOS = 200_000_000;

  private final PrintWriter out;
  private final Path folder;
  private final BooleanSupplier stopped;
  private final boolean terminal = isTerminal();
  private long drawn;
  private @Nullable TrainedObserver kept;

  TrainProgress(PrintWriter out, Path folder, BooleanSupplier stopped) {
    this.out = out;
    this.folder = folder;
    this.stopped = stopped;
  }

  @Override
  public void progress(TrainingProgress progress) {
    switch (progress) {
      case TrainingProgress.Step step -> redraw(step);
      case TrainingProgress.EpochEnded ended -> tell(ended);
    }
  }

  @Override
  public boolean stopped() {
    return stopped.getAsBoolean();
  }

  /** Last line: what was kept, and where. */
  void close(String recipe) {
    if (kept == null) {
      say("stopped before the first epoch ended; nothing written");
    } else {
      say(
          "%s: epoch %d, test accuracy %.2f %%, in %s"
              .formatted(
                  recipe,
                  kept.epoch(),
                  100 * kept.testAccuracy(),
                  folder.toAbsolutePath().normalize()));
    }
  }

  private void redraw(TrainingProgress.Step step) {
    long now = System.nanoTime();
    if (!terminal || now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    out.printf(
        Locale.ROOT,
        "\r\033[Kepoch %d/%d  %3d %%  loss %.4f  accuracy %.2f %%  %s left",
        step.epoch(),
        step.epochs(),
        100 * step.batch() / step.batches(),
        step.loss(),
        100 * step.accuracy(),
        clock(step.remaining()));
    out.flush();
  }

  private void tell(TrainingProgress.EpochEnded ended) {
    ended.best().ifPresent(this::keep);
    say(
        String.format(
            Locale.ROOT,
            "epoch %d/%d  loss %.4f  accuracy %.2f %%  test accuracy %.2f %%%s  after %s",
            ended.epoch(),
            ended.epochs(),
            ended.loss(),
            100 * ended.accuracy(),
            100 * ended.testAccuracy(),
            ended.best().isPresent() ? " (best, written)" : "",
            clock(ended.elapsed())));
  }

  private void keep(TrainedObserver best) {
    try {
      best.write(folder);
      kept = best;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void say(String line) {
    out.print(terminal ? "\r\033[K" : "");
    out.println(line);
    out.flush();
  }

  private static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /** Since Java 22 there is a console without a terminal as well, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull") // null is what Java 21 says
  private static boolean isTerminal() {
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
