package org.revcor.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.revcor.study.comparison.Comparison;
import org.revcor.study.comparison.Member;
import org.revcor.study.comparison.Members;
import org.revcor.study.record.EndReason;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;

/** Prints the progress of the running member of a comparison, and a line for each that ended. */
record CompareProgress(Members members, PrintWriter out, PrintWriter err, boolean quiet)
    implements Comparison.Watcher {
  /** Prints the combinations that the comparison leaves out, with reasons. */
  void printLeftOut() {
    members
        .leftOut()
        .forEach(left -> println("left out: %s (%s)".formatted(left.combination(), left.reason())));
  }

  @Override
  public void watch(int place, HeadlessStudy study) {
    String name = name(place);
    StudyView first = study.now().toCompletableFuture().join();
    if (first.lifecycle().state() == StudyState.FINISHED) {
      println("%s: complete at trial %d".formatted(name, first.progress().trials()));
      return;
    }
    if (study.resumedAt() > 0) {
      println("%s: resuming at trial %d".formatted(name, study.resumedAt()));
    }
    StudyView last =
        quiet ? study.end().toCompletableFuture().join() : new RunProgress(name, err).follow(study);
    if (last.lifecycle().state() == StudyState.FAILED) {
      err.println("%s: the study failed: %s".formatted(name, last.lifecycle().problem()));
    } else {
      println(
          "%s: %s after %s trials in %.1f s"
              .formatted(
                  name,
                  RunReport.reason(
                      Objects.requireNonNullElse(last.lifecycle().end(), EndReason.STOPPED)),
                  ProgressLine.grouped(last.progress().trials()),
                  last.progress().seconds()));
    }
  }

  @Override
  public void refused(int place, String reason) {
    err.println("%s: %s".formatted(name(place), reason));
  }

  private String name(int place) {
    Member member = members.members().get(place);
    return "%d/%d %s, seed %d"
        .formatted(
            place + 1,
            members.members().size(),
            members.titles().getOrDefault(member.variant(), member.study().name()),
            member.study().seed());
  }

  private void println(String line) {
    if (!quiet) {
      out.println(line);
    }
  }
}
