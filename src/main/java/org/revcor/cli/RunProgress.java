package org.revcor.cli;

import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.StudyView;

/** Watches a study: one line, redrawn, on a terminal; else a line now and then. */
final class RunProgress {
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final String name;

  RunProgress(PrintWriter out, boolean terminal) {
    this(out, terminal, "");
  }

  /**
   * @param name what each line begins with, if there is more than one study
   */
  RunProgress(PrintWriter out, boolean terminal, String name) {
    this.out = out;
    this.terminal = terminal;
    this.name = name;
  }

  /** Returns when the study has ended. */
  StudyView follow(HeadlessStudy study) {
    CompletableFuture<StudyView> end = study.end().toCompletableFuture();
    Following.toTheEndOf(end, terminal, () -> draw(study.now().toCompletableFuture().join()));
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
    return end.join();
  }

  private void draw(StudyView study) {
    if (terminal) {
      out.print(CLEAR_LINE + ProgressLine.bar(name, study));
    } else {
      out.println((name.isEmpty() ? "" : name + ": ") + ProgressLine.sentence(study));
    }
    out.flush();
  }
}
