package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import org.revcor.analysis.LabelledImages;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.TopAccuracy;

/** Prints the progress and result of {@code revcor observers test}. */
final class TestProgressPrinter implements Consumer<TopAccuracy> {
  private static final int FIVE = 5;

  private final PrintWriter out;
  private final RedrawnLine line;
  private final LabelledImages images;
  private final long start = System.nanoTime();

  TestProgressPrinter(PrintWriter out, boolean terminal, LabelledImages images) {
    this.out = out;
    this.line = new RedrawnLine(out, terminal);
    this.images = images;
  }

  @Override
  public void accept(TopAccuracy soFar) {
    double left = seconds() * (images.size() - soFar.images()) / soFar.images();
    line.redraw(
        () ->
            "%,d of %,d images  top-1 %s  %s left"
                .formatted(
                    soFar.images(),
                    images.size(),
                    percent(soFar.first(), soFar.images()),
                    clock(left)));
  }

  void close(TopAccuracy all, ObserverDescription observer) {
    clear();
    Table table = new Table("observer", observer.name());
    table.add(
        "images", "%,d of %s, %s".formatted(all.images(), images.name(), observer.shapeText()));
    table.add("classes", "%,d".formatted(observer.classes().size()));
    table.add("top-1", percent(all.first(), all.images()));
    if (observer.classes().size() > FIVE) {
      table.add("top-5", percent(all.top5(), all.images()));
    }
    table.add("time", clock(seconds()));
    table.lines().forEach(out::println);
  }

  void clear() {
    line.clear();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private static String percent(int part, int all) {
    return "%.2f %%".formatted(100.0 * part / all);
  }

  private static String clock(double seconds) {
    return RedrawnLine.clock(Duration.ofSeconds((long) Math.ceil(seconds)));
  }
}
