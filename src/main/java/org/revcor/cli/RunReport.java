package org.revcor.cli;

import static org.revcor.cli.ProgressLine.grouped;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Columns;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.StudyView;

/**
 * Prints the summary of a study that has ended.
 *
 * @param fresh whether the command deletes an earlier run, so that repeating it resumes nothing
 */
record RunReport(PrintWriter out, Path folder, boolean fresh) {
  private static final int MAX_CHANNELS = 40;

  void printComplete(StudyView study) {
    out.printf("complete at trial %d; results in %s%n", study.progress().trials(), folder);
    printVerdict(study);
  }

  void printEnd(StudyView study) {
    out.printf(
        "%s after %s trials in %.1f s (%s trials/s)%n",
        reason(Objects.requireNonNullElse(study.lifecycle().end(), EndReason.STOPPED)),
        grouped(study.progress().trials()),
        study.progress().seconds(),
        grouped(Objects.requireNonNullElse(study.progress().trialsPerSecond(), 0.0)));
    channels(study);
    study.warnings().forEach(warning -> out.println("note: " + warning));
    out.println(
        "maps.npy, errors.npy, counts.npy, history.csv, summary.json, maps.png in " + folder);
    printVerdict(study);
    if (study.lifecycle().end() == EndReason.STOPPED) {
      out.println(resuming());
    }
  }

  private void printVerdict(StudyView study) {
    String verdict = study.maps().verdict();
    if (verdict != null) {
      out.println(verdict);
    }
  }

  /** Returns which command resumes a stopped study. */
  String resuming() {
    return fresh ? "the same command without --fresh resumes" : "the same command resumes";
  }

  private void channels(StudyView study) {
    new Columns<ChannelView>()
        .with("channel", ChannelView::name)
        .with(">count", channel -> count(channel.count()))
        .with(">reliability", channel -> Reliability.text(channel.quality().reliability()))
        .with(">precision", channel -> precision(channel.quality().precision()))
        .with("status", channel -> channel.status(study.setup().stop()))
        .lines(study.channels().stream().limit(MAX_CHANNELS).toList())
        .forEach(out::println);
    int more = study.channels().size() - MAX_CHANNELS;
    if (more > 0) {
      out.printf("... and %d more in summary.json%n", more);
    }
  }

  static String reason(EndReason end) {
    return switch (end) {
      case MAX_TRIALS -> "ended: max-trials reached";
      case RELIABILITY -> "ended: reliability reached";
      case PRECISION -> "ended: precision reached";
      case TARGETS -> "ended: reliability and precision reached";
      case TIME -> "ended: time limit reached";
      case STOPPED -> "stopped";
      case FAILURE -> "failed";
    };
  }

  private static String count(double count) {
    return count == Math.rint(count) ? grouped(count) : "%,.1f".formatted(count);
  }

  private static String precision(@Nullable Double value) {
    return value == null ? "-" : "%.2g".formatted(value);
  }
}
