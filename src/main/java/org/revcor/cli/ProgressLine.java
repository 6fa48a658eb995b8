package org.revcor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule.StoppingStatus;
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
    if (end != null && study.storage().storageProblem() == null) { // which needs the width
      double share = Math.min(1, (double) study.progress().trials() / end);
      int full = (int) (BAR * share);
      parts.add("[" + "=".repeat(full) + " ".repeat(BAR - full) + "]");
      parts.add("%3d%%".formatted((int) (100 * share)));
    }
    parts.add(grouped(study.progress().trials()) + " trials");
    Optional<String> pause = pause(study);
    if (pause.isPresent()) {
      parts.add(pause.get());
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

  /** Returns why the speed and the maps of a study say nothing now; empty if they do. */
  private static Optional<String> pause(StudyView study) {
    if (study.storage().storageProblem() != null) {
      return Optional.of(study.storage().storageProblem());
    }
    return switch (study.lifecycle().state()) {
      case STOPPING -> Optional.of("writing the results");
      case WAITING -> Optional.of(String.valueOf(study.lifecycle().problem()));
      default -> Optional.empty();
    };
  }

  static String sentence(StudyView study) {
    Optional<String> pause = pause(study);
    if (pause.isPresent()) {
      return "%s trials, %s".formatted(grouped(study.progress().trials()), pause.get());
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
        .filter(StoppingStatus::isJudged)
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
   * Prints each storage problem in full on a terminal and if quiet, since nothing else shows it.
   *
   * @param name prefix of each line; empty for a single study
   */
  record RunProgress(String name, PrintWriter out, boolean quiet) {
    StudyView follow(HeadlessStudy study) {
      boolean isTerminal = !quiet && RedrawnLine.isTerminal();
      RedrawnLine line = new RedrawnLine(out, isTerminal);
      AtomicReference<@Nullable String> printed = new AtomicReference<>();
      return line.watch(
          study.end().toCompletableFuture(),
          () -> {
            StudyView now = study.now().toCompletableFuture().join();
            String problem = now.storage().storageProblem();
            boolean isNew = !Objects.equals(problem, printed.getAndSet(problem));
            if (problem != null && isNew && (quiet || isTerminal)) {
              line.println(prefix() + problem);
            }
            if (!quiet) {
              line.show(() -> text(now, isTerminal));
            }
          });
    }

    private String text(StudyView study, boolean isTerminal) {
      return isTerminal ? ProgressLine.bar(name, study) : prefix() + ProgressLine.sentence(study);
    }

    private String prefix() {
      return name.isEmpty() ? "" : name + ": ";
    }
  }
}
