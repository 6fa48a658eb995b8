package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.revcor.estimate.significance.MaximumTest;
import org.revcor.study.PermutedStudy;

/** Watches a permutation test: one line, redrawn, on a terminal; else a line now and then. */
final class PermutationProgress {

  private final boolean terminal;
  private final RedrawnLine line;
  private final long start = System.nanoTime();

  PermutationProgress(PrintWriter out, boolean terminal) {
    this.terminal = terminal;
    this.line = new RedrawnLine(out, terminal);
  }

  /** Returns its tests when it has ended, nothing if it was stopped. */
  Optional<List<MaximumTest>> follow(PermutedStudy study) {
    CompletableFuture<Optional<List<MaximumTest>>> end = study.end().toCompletableFuture();
    Following.toTheEndOf(end, terminal, () -> tell(study));
    line.clear();
    return end.join();
  }

  private void tell(PermutedStudy study) {
    if (terminal) {
      line.redraw(() -> sentence(study));
    } else {
      line.say(sentence(study));
    }
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
}
