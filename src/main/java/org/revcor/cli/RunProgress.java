package org.revcor.cli;

import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;

/** Prints the progress of a study: a redrawn line on a terminal, else a line every 5 seconds. */
final class RunProgress {

  private final PrintWriter out;
  private final boolean terminal;
  private final String name;

  RunProgress(PrintWriter out, boolean terminal) {
    this(out, terminal, "");
  }

  /**
   * @param name prefix of each line; empty for a single study
   */
  RunProgress(PrintWriter out, boolean terminal, String name) {
    this.out = out;
    this.terminal = terminal;
    this.name = name;
  }

  /** Waits for the study and returns its final state. */
  StudyView follow(HeadlessStudy study) {
    CompletableFuture<StudyView> end = study.end().toCompletableFuture();
    ProgressPolling.await(end, terminal, () -> draw(study.now().toCompletableFuture().join()));
    if (terminal) {
      out.print(RedrawnLine.CLEAR_LINE);
      out.flush();
    }
    return end.join();
  }

  private void draw(StudyView study) {
    if (terminal) {
      out.print(RedrawnLine.CLEAR_LINE + ProgressLine.bar(name, study));
    } else {
      out.println((name.isEmpty() ? "" : name + ": ") + ProgressLine.sentence(study));
    }
    out.flush();
  }
}
