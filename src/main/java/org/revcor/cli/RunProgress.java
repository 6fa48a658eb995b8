package org.revcor.cli;

import java.io.PrintWriter;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;

/**
 * Prints the progress of a study: a redrawn line on a terminal, else a line every 5 seconds.
 *
 * @param name prefix of each line; empty for a single study
 */
record RunProgress(String name, PrintWriter out) {
  /** Waits for the study and returns its final state. */
  StudyView follow(HeadlessStudy study) {
    boolean isTerminal = Terminal.isInteractive();
    return new RedrawnLine(out, isTerminal)
        .follow(
            study.end().toCompletableFuture(),
            () -> text(study.now().toCompletableFuture().join(), isTerminal));
  }

  private String text(StudyView study, boolean isTerminal) {
    return isTerminal
        ? ProgressLine.bar(name, study)
        : (name.isEmpty() ? "" : name + ": ") + ProgressLine.sentence(study);
  }
}
