package org.revcor.cli;

import java.io.PrintWriter;
import org.revcor.benchmark.Bench;
import org.revcor.benchmark.Options;

/** Prints the current measurement on a redrawn line. */
final class BenchProgress implements Bench.Listener {
  private final PrintWriter out;
  private final boolean shown;
  private final Options options;

  /**
   * @param shown whether to print at all; false if there is no terminal
   */
  BenchProgress(PrintWriter out, boolean shown, Options options) {
    this.out = out;
    this.shown = shown;
    this.options = options;
  }

  @Override
  public void at(int round, String what) {
    if (shown) {
      String place = round == 0 ? "" : "round %d of %d: ".formatted(round, options.rounds());
      draw(place + what);
    }
  }

  void clear() {
    if (shown) {
      draw("");
    }
  }

  private void draw(String line) {
    out.print(RedrawnLine.CLEAR_LINE + line);
    out.flush();
  }
}
