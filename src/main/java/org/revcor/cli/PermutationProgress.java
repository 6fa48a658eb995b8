package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.revcor.estimate.significance.MaximumTest;
import org.revcor.study.run.PermutedStudy;

/**
 * Prints the progress of a permutation test: a redrawn line on a terminal, else a line every 5
 * seconds.
 */
final class PermutationProgress {

  private final boolean terminal;
  private final RedrawnLine line;
  private final long start = System.nanoTime();

  PermutationProgress(PrintWriter out, boolean terminal) {
    this.terminal = terminal;
    this.line = new RedrawnLine(out, terminal);
  }

  /** Waits for the test and returns its results; empty if it was stopped. */
  Optional<List<MaximumTest>> follow(PermutedStudy study) {
    CompletableFuture<Optional<List<MaximumTest>>> end = study.end().toCompletableFuture();
    ProgressPolling.await(end, terminal, () -> print(study));
    line.clear();
    return end.join();
  }

  private void print(PermutedStudy study) {
    if (terminal) {
      line.redraw(() -> text(study));
    } else {
      line.println(text(study));
    }
  }

  private String text(PermutedStudy study) {
    long shown = study.shown();
    String left = "";
    if (shown > 0) {
      double nanos = (double) (System.nanoTime() - start) / shown * (study.trials() - shown);
      left = ", " + RedrawnLine.clock(Duration.ofNanos((long) nanos)) + " left";
    }
    return "permutations: %s of %s trials%s"
        .formatted(ProgressLine.grouped(shown), ProgressLine.grouped(study.trials()), left);
  }
}
