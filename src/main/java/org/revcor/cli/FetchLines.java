package org.revcor.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.revcor.dataset.FetchListener;
import org.revcor.dataset.FetchProgress;

/** Tells how a data set is fetched: a line an event, and on a terminal one that is redrawn. */
final class FetchLines implements FetchListener {
  private static final String CLEAR_LINE = "\r\033[K";
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;
  private final boolean terminal;
  private long begun;
  private long from;

  FetchLines(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
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
    if (!terminal) {
      return;
    }
    double seconds = Math.max(1e-3, (System.nanoTime() - begun) / 1e9);
    double rate = (received.bytes() - from) / seconds;
    long left = (long) Math.ceil((received.file().bytes() - received.bytes()) / rate);
    out.printf(
        Locale.ROOT,
        "%s%3d %%  %s  %s/s  %d:%02d left",
        CLEAR_LINE,
        100 * received.bytes() / received.file().bytes(),
        size(received.bytes()),
        size((long) rate),
        left / 60,
        left % 60);
    out.flush();
  }

  private void say(String line) {
    out.print(terminal ? CLEAR_LINE : "");
    out.println(line);
    out.flush();
  }

  private static String size(long bytes) {
    return bytes < MEGABYTE / 10
        ? String.format(Locale.ROOT, "%,d bytes", bytes)
        : String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
  }
}
