package org.revcor.cli;

import java.io.PrintWriter;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;

/** Prints the progress of a study: a redrawn line on a terminal, else a line every 5 seconds. */
final class RunProgress {
  private final RedrawnLine line;
  private final boolean terminal;
  private final String name;

  RunProgress(PrintWriter out, boolean terminal) {
    this(out, terminal, "");
  }

  /**
   * @param name prefix of each line; empty for a single study
   */
  RunProgress(PrintWriter out, boolean terminal, String name) {
    this.line = new RedrawnLine(out, terminal);
    this.terminal = terminal;
    this.name = name;
  }

  /** Waits for the study and returns its final state. */
  StudyView follow(HeadlessStudy study) {
    return line.follow(
        study.end().toCompletableFuture(), () -> text(study.now().toCompletableFuture().join()));
  }

  private String text(StudyView study) {
    return terminal
        ? ProgressLine.bar(name, study)
        : (name.isEmpty() ? "" : name + ": ") + ProgressLine.sentence(study);
  }
}
