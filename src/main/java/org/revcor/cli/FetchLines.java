package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.revcor.dataset.FetchListener;
import org.revcor.dataset.FetchProgress;

/** Tells how a data set is fetched: a line an event, and on a terminal one that is redrawn. */
final class FetchLines implements FetchListener {
  private static final double MEGABYTE = 1e6;

  private final RedrawnLine line;
  private long begun;
  private long from;

  FetchLines(PrintWriter out, boolean terminal) {
    this.line = new RedrawnLine(out, terminal);
  }

  @Override
  public void progress(FetchProgress progress) {
    switch (progress) {
      case FetchProgress.AlreadyThere there -> say("already there: " + there.path());
      case FetchProgress.SetAside aside ->
          say("not the publisher's: %s, kept as %s".formatted(aside.file(), aside.kept()));
      case FetchProgress.Asked asked -> begin(asked);
      case FetchProgress.Received received -> redraw(received);
      case FetchProgress.Refused refused ->
          say("%s %s".formatted(refused.address(), refused.reason()));
      case FetchProgress.Unpacking unpacking -> say("unpacking " + unpacking.archive());
      case FetchProgress.Placed placed -> say("fetched: " + placed.path());
    }
  }

  private void begin(FetchProgress.Asked asked) {
    begun = System.nanoTime();
    from = asked.from();
    String rest = from == 0 ? "" : ", after the %s that are here".formatted(size(from));
    say("fetching %s (%s%s)".formatted(asked.address(), size(asked.file().bytes()), rest));
  }

  private void redraw(FetchProgress.Received received) {
    double seconds = Math.max(1e-3, (System.nanoTime() - begun) / 1e9);
    double rate = (received.bytes() - from) / seconds;
    long left = (long) Math.ceil((received.file().bytes() - received.bytes()) / rate);
    line.redraw(
        () ->
            String.format(
                Locale.ROOT,
                "%3d %%  %s  %s/s  %s left",
                100 * received.bytes() / received.file().bytes(),
                size(received.bytes()),
                size((long) rate),
                RedrawnLine.clock(Duration.ofSeconds(left))));
  }

  private void say(String words) {
    line.say(words);
  }

  private static String size(long bytes) {
    return bytes < MEGABYTE / 10
        ? String.format(Locale.ROOT, "%,d bytes", bytes)
        : String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
  }
}
