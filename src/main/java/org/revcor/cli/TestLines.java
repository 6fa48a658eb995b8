package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.TopAnswers;

/** Tells how {@code revcor observers test} goes, and what came of it. */
final class TestLines implements TopAnswers.Listener {
  private static final int FIVE = 5;

  private final PrintWriter out;
  private final RedrawnLine line;
  private final TestPictures pictures;
  private final long begun = System.nanoTime();

  TestLines(PrintWriter out, boolean terminal, TestPictures pictures) {
    this.out = out;
    this.line = new RedrawnLine(out, terminal);
    this.pictures = pictures;
  }

  @Override
  public void shown(TopAnswers soFar) {
    double left = seconds() * (pictures.size() - soFar.pictures()) / soFar.pictures();
    line.redraw(
        () ->
            String.format(
                Locale.ROOT,
                "%,d of %,d pictures  top-1 %s  %s left",
                soFar.pictures(),
                pictures.size(),
                percent(soFar.first(), soFar.pictures()),
                clock(left)));
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
    line.clear();
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static String percent(int part, int all) {
    return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / all);
  }

  private static String clock(double seconds) {
    return RedrawnLine.clock(Duration.ofSeconds((long) Math.ceil(seconds)));
  }
}
