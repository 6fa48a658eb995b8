package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.revcor.estimate.significance.MaximumTest;
import org.revcor.study.PermutedStudy;

/** Watches a permutation test: one line, redrawn, on a terminal; else a line now and then. */
final class PermutationProgress {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration LINE = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private final RedrawnLine line;
  private final long start = System.nanoTime();

  PermutationProgress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.line = new RedrawnLine(out, terminal);
  }

  /** Returns its tests when it has ended, nothing if it was stopped. */
  Optional<List<MaximumTest>> follow(PermutedStudy study) {
    CompletableFuture<Optional<List<MaximumTest>>> end = study.end().toCompletableFuture();
    Duration pause = terminal ? REDRAW : LINE;
    while (!endsWithin(end, pause)) {
      if (terminal) {
        line.redraw(() -> sentence(study));
      } else {
        out.println(sentence(study));
      }
      out.flush();
    }
    line.clear();
    return end.join();
  }

  private String sentence(PermutedStudy study) {
    long shown = study.shown();
    String left = "";
    if (shown > 0) {
      double nanos = (double) (System.nanoTime() - start) / shown * (study.trials() - shown);
      left = ", " + RedrawnLine.clock(Duration.ofNanos((long) nanos)) + " left";
    }
    return "permutations: %s of %s trials%s"
        .formatted(ProgressLine.grouped(shown), ProgressLine.grouped(study.trials()), left);
  }

  private static boolean endsWithin(CompletableFuture<?> end, Duration time) {
    try {
      end.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
