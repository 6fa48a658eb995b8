package org.revcor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.StoppingStatus;
import org.revcor.record.StudyState;
import org.revcor.study.StudyView;

/** A running study in a line. */
final class ProgressLine {
  private static final int BAR = 10;
  private static final int WIDTH = 79;
  private static final int MAX_NAME = 30;

  private ProgressLine() {}

  /** Fits in a line of 80 columns: a line that wraps could not be redrawn. */
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
      double share = Math.min(1, (double) study.trials() / end);
      int full = (int) (BAR * share);
      parts.add("[" + "=".repeat(full) + " ".repeat(BAR - full) + "]");
      parts.add("%3d%%".formatted((int) (100 * share)));
    }
    parts.add(grouped(study.trials()) + " trials");
    if (study.state() == StudyState.STOPPING) {
      parts.add("writing the results");
      return parts;
    }
    if (study.trialsPerSecond() != null) {
      parts.add(grouped(study.trialsPerSecond()) + "/s");
    }
    parts.add(left(study.etaSeconds()));
    parts.add("lowest %s (%d/%d)".formatted(lowest(study), judged(study), study.channels().size()));
    return parts;
  }

  /** For logs. */
  static String sentence(StudyView study) {
    if (study.state() == StudyState.STOPPING) {
      return grouped(study.trials()) + " trials, writing the results";
    }
    String rate = study.trialsPerSecond() == null ? "0" : grouped(study.trialsPerSecond());
    String most = study.maxTrials() == null ? "" : " of " + grouped(study.maxTrials());
    return "%s%s trials, %s/s, %s, lowest reliability %s (%d of %d channels judged)"
        .formatted(
            grouped(study.trials()),
            most,
            rate,
            left(study.etaSeconds()),
            lowest(study),
            judged(study),
            study.channels().size());
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String grouped(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static @Nullable Double expectedEnd(StudyView study) {
    if (study.etaTrials() != null) {
      return study.etaTrials();
    }
    return study.maxTrials() == null ? null : Double.valueOf(study.maxTrials());
  }

  private static String lowest(StudyView study) {
    return study.lowestReliability() == null
        ? "-"
        : String.format(Locale.ROOT, "%.3f", study.lowestReliability());
  }

  private static long judged(StudyView study) {
    return study.channels().stream()
        .map(StudyView.ChannelView::standing)
        .filter(standing -> standing == StoppingStatus.SHORT || standing == StoppingStatus.REACHED)
        .count();
  }

  private static String left(@Nullable Double seconds) {
    if (seconds == null) {
      return "end unknown";
    }
    Duration time = Duration.ofSeconds((long) Math.ceil(seconds));
    return time.toHours() > 0
        ? "%d:%02d:%02d left".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d left".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
