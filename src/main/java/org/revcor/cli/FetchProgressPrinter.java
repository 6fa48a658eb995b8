package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import org.revcor.dataset.FetchProgress;

/** Prints the progress of a download: a line per event, and a redrawn line on a terminal. */
final class FetchProgressPrinter implements Consumer<FetchProgress> {
  private static final double MEGABYTE = 1e6;

  private final RedrawnLine line;
  private long start;
  private long from;

  FetchProgressPrinter(PrintWriter out, boolean terminal) {
    this.line = new RedrawnLine(out, terminal);
  }

  @Override
  public void accept(FetchProgress progress) {
    switch (progress) {
      case FetchProgress.AlreadyComplete complete ->
          line.println("already complete: " + complete.path());
      case FetchProgress.SetAside aside ->
          line.println("checksum differs: %s, moved to %s".formatted(aside.file(), aside.kept()));
      case FetchProgress.Asked asked -> begin(asked);
      case FetchProgress.Received received -> redraw(received);
      case FetchProgress.Refused refused ->
          line.println("%s %s".formatted(refused.address(), refused.reason()));
      case FetchProgress.Unpacking unpacking -> line.println("unpacking " + unpacking.archive());
      case FetchProgress.Placed placed -> line.println("downloaded: " + placed.path());
    }
  }

  private void begin(FetchProgress.Asked asked) {
    start = System.nanoTime();
    from = asked.from();
    String rest = from == 0 ? "" : ", resumed after %s".formatted(size(from));
    line.println(
        "downloading %s (%s%s)".formatted(asked.address(), size(asked.file().bytes()), rest));
  }

  private void redraw(FetchProgress.Received received) {
    double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    double rate = (received.bytes() - from) / seconds;
    long left = (long) Math.ceil((received.file().bytes() - received.bytes()) / rate);
    line.redraw(
        () ->
            "%3d %%  %s  %s/s  %s left"
                .formatted(
                    100 * received.bytes() / received.file().bytes(),
                    size(received.bytes()),
                    size((long) rate),
                    RedrawnLine.clock(Duration.ofSeconds(left))));
  }

  private static String size(long bytes) {
    return bytes < MEGABYTE / 10
        ? "%,d bytes".formatted(bytes)
        : "%.1f MB".formatted(bytes / MEGABYTE);
  }
}
