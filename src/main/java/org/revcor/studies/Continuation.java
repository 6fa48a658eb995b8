package org.revcor.studies;

import org.revcor.InvalidInputException;
import org.revcor.record.EndReason;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyView;

/** How a study that rests goes on. */
public sealed interface Continuation {
  /** From its last checkpoint. */
  record AsItWas() implements Continuation {}

  /** From its first trial; what it has is lost. */
  record Anew() implements Continuation {}

  /**
   * From its last checkpoint, to more trials than it was to show.
   *
   * @param maxTrials more than before
   */
  record WithTrials(long maxTrials) implements Continuation {}

  /** Not at all: it ends with what it has. */
  record ToItsEnd() implements Continuation {}

  /**
   * Refuses what would change nothing.
   *
   * @throws StudyConflictException if nothing is left to be done of the study
   * @throws InvalidInputException if it has no fewer trials than it is to have
   */
  default void requireUseful(StudyView study) {
    boolean complete = study.end() != null && study.end().complete();
    switch (this) {
      case AsItWas asItWas -> {
        if (complete) {
          throw new StudyConflictException(
              "study %s is complete; give it more trials (extend), or clone it"
                  .formatted(study.id()));
        }
      }
      case WithTrials(long maxTrials) -> {
        if (complete && study.end() != EndReason.MAX_TRIALS) {
          throw new StudyConflictException(
              "study %s has met what it was asked for; clone it with other rules to stop"
                  .formatted(study.id()));
        }
        Long before = study.maxTrials();
        if (before == null || maxTrials <= before) {
          throw new InvalidInputException(
              "maxTrials",
              String.valueOf(maxTrials),
              before == null
                  ? "left out: study %s may show as many trials as it takes".formatted(study.id())
                  : "more than %d, which study %s may show now".formatted(before, study.id()));
        }
      }
      case Anew anew -> {}
      case ToItsEnd end -> {}
    }
  }
}
