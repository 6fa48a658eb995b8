package org.revcor.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.TopAnswers;

/** Tells how {@code revcor observers test} goes, and what came of it. */
final class TestLines implements TopAnswers.Listener {
  private static final String CLEAR_LINE = "\r\033[K";
  private static final int FIVE = 5;

  private final PrintWriter out;
  private final boolean terminal;
  private final TestPictures pictures;
  private final long begun = System.nanoTime();

  TestLines(PrintWriter out, boolean terminal, TestPictures pictures) {
    this.out = out;
    this.terminal = terminal;
    this.pictures = pictures;
  }

  @Override
  public void shown(TopAnswers soFar) {
    if (!terminal) {
      return;
    }
    double left = seconds() * (pictures.size() - soFar.pictures()) / soFar.pictures();
    out.printf(
        Locale.ROOT,
        "%s%,d of %,d pictures  top-1 %s  %s left",
        CLEAR_LINE,
        soFar.pictures(),
        pictures.size(),
        percent(soFar.first(), soFar.pictures()),
        clock(left));
    out.flush();
  }

  /** The lines at the end. */
  void close(TopAnswers all, ObserverDescription observer) {
    clear();
    Table table = new Table("observer", observer.name());
    table.add(
        "pictures",
        String.format(
            Locale.ROOT,
            "%,d of %s, %s",
            all.pictures(),
            pictures.name(),
            ObserverSheet.shape(observer.planes(), observer.height(), observer.width())));
    table.add("classes", String.format(Locale.ROOT, "%,d", observer.classes().size()));
    table.add("top-1", percent(all.first(), all.pictures()));
    if (observer.classes().size() > FIVE) {
      table.add("top-5", percent(all.firstFive(), all.pictures()));
    }
    table.add("time", clock(seconds()));
    List<String> lines = table.lines();
    lines.forEach(out::println);
    out.flush();
  }

  /** Takes the progress away from the terminal. */
  void clear() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static String percent(int part, int all) {
    return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / all);
  }

  private static String clock(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return "%d:%02d".formatted(whole / 60, whole % 60);
  }
}
