package org.revcor.study.registry;

import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.StudyView;

/** How an inactive study continues. */
public sealed interface Continuation {
  record FromCheckpoint() implements Continuation {}

  record Restart() implements Continuation {}

  /**
   * From its last checkpoint, with a larger maximum number of trials.
   *
   * @param maxTrials larger than before
   */
  record WithTrials(long maxTrials) implements Continuation {}

  /** Without further trials: it finishes with its current results. */
  record Finish() implements Continuation {}

  /**
   * Rejects a continuation that would change nothing.
   *
   * @throws RefusedException if the study is complete
   * @throws InvalidInputException if {@code maxTrials} is not larger than before
   */
  default void requireUseful(StudyView study) {
    boolean complete = study.lifecycle().end() != null && study.lifecycle().end().complete();
    switch (this) {
      case FromCheckpoint resume -> {
        if (complete) {
          throw RefusedException.conflict(
              "study %s is complete; extend it by more trials, or clone it".formatted(study.id()));
        }
      }
      case WithTrials(long maxTrials) -> {
        if (complete && study.lifecycle().end() != EndReason.MAX_TRIALS) {
          throw RefusedException.conflict(
              "study %s reached its stopping criteria; clone it with other stopping criteria"
                  .formatted(study.id()));
        }
        Long before = study.progress().maxTrials();
        if (before == null || maxTrials <= before) {
          throw new InvalidInputException(
              "maxTrials",
              String.valueOf(maxTrials),
              before == null
                  ? "left out: study %s has no maximum number of trials".formatted(study.id())
                  : "more than %d, the current maximum of study %s".formatted(before, study.id()));
        }
      }
      case Restart restart -> {}
      case Finish finish -> {}
    }
  }
}
