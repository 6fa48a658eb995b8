package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;

/** Formats the progress of a running study as one line. */
final class ProgressLine {
  private static final int BAR = 10;
  private static final int WIDTH = 79;
  private static final int MAX_NAME = 30;

  private ProgressLine() {}

  /** Returns a line of at most 79 characters, since a wrapped line cannot be redrawn. */
  static String bar(String name, StudyView study) {
    List<String> parts = parts(study);
    if (!name.isEmpty()) {
      parts.addFirst(name.substring(0, Math.min(MAX_NAME, name.length())));
    }
    String line = String.join("  ", parts);
    return line.substring(0, Math.min(WIDTH, line.length()));
  }

  private static List<String> parts(StudyView study) {
    List<String> parts = new ArrayList<>();
    Double end = expectedEnd(study);
    if (end != null) {
      double share = Math.min(1, (double) study.progress().trials() / end);
      int full = (int) (BAR * share);
      parts.add("[" + "=".repeat(full) + " ".repeat(BAR - full) + "]");
      parts.add("%3d%%".formatted((int) (100 * share)));
    }
    parts.add(grouped(study.progress().trials()) + " trials");
    if (study.lifecycle().state() == StudyState.STOPPING) {
      parts.add("writing the results");
      return parts;
    }
    if (study.lifecycle().state() == StudyState.WAITING) {
      parts.add(String.valueOf(study.lifecycle().problem()));
      return parts;
    }
    if (study.progress().trialsPerSecond() != null) {
      parts.add(grouped(study.progress().trialsPerSecond()) + "/s");
    }
    parts.add(remaining(study.maps().etaSeconds()));
    parts.add(
        "lowest %s (%d/%d)".formatted(lowest(study), isSufficient(study), study.channels().size()));
    return parts;
  }

  /** Returns a line for logs. */
  static String sentence(StudyView study) {
    if (study.lifecycle().state() == StudyState.STOPPING) {
      return grouped(study.progress().trials()) + " trials, writing the results";
    }
    if (study.lifecycle().state() == StudyState.WAITING) {
      return "%s trials, %s"
          .formatted(grouped(study.progress().trials()), study.lifecycle().problem());
    }
    String rate =
        study.progress().trialsPerSecond() == null
            ? "0"
            : grouped(study.progress().trialsPerSecond());
    String limit =
        study.progress().maxTrials() == null ? "" : " of " + grouped(study.progress().maxTrials());
    return "%s%s trials, %s/s, %s, lowest reliability %s (%d of %d channels with enough responses)"
        .formatted(
            grouped(study.progress().trials()),
            limit,
            rate,
            remaining(study.maps().etaSeconds()),
            lowest(study),
            isSufficient(study),
            study.channels().size());
  }

  /**
   * Returns how many of all stimuli or trials are shown.
   *
   * @param secondsLeft not finite if unknown
   */
  static String shown(long shown, long all, String what, double secondsLeft) {
    return "%s of %s %s%s"
        .formatted(
            grouped(shown),
            grouped(all),
            what,
            Double.isFinite(secondsLeft)
                ? ", %s left".formatted(RedrawnLine.clock(Duration.ofSeconds((long) secondsLeft)))
                : "");
  }

  static String grouped(long number) {
    return "%,d".formatted(number);
  }

  static String grouped(double number) {
    return "%,.0f".formatted(number);
  }

  private static @Nullable Double expectedEnd(StudyView study) {
    if (study.maps().etaTrials() != null) {
      return study.maps().etaTrials();
    }
    return study.progress().maxTrials() == null
        ? null
        : Double.valueOf(study.progress().maxTrials());
  }

  private static String lowest(StudyView study) {
    return Reliability.text(study.maps().lowestReliability());
  }

  private static long isSufficient(StudyView study) {
    return study.channels().stream()
        .map(ChannelView::standing)
        .filter(status -> status == StoppingStatus.SHORT || status == StoppingStatus.REACHED)
        .count();
  }

  private static String remaining(@Nullable Double seconds) {
    if (seconds == null) {
      return "time left unknown";
    }
    Duration time = Duration.ofSeconds((long) Math.ceil(seconds));
    return time.toHours() > 0
        ? "%d:%02d:%02d left".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d left".formatted(time.toMinutes(), time.toSecondsPart());
  }

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
}
