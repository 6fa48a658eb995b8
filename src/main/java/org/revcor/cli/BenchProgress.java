package org.revcor.cli;

import java.io.PrintWriter;
import org.revcor.benchmark.Bench;
import org.revcor.benchmark.Options;

/**
 * Prints the current measurement on a redrawn line.
 *
 * @param shown whether to print at all; false if there is no terminal
 */
record BenchProgress(PrintWriter out, boolean shown, Options options) implements Bench.Listener {
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
