package org.revcor.paper;

import java.util.List;
import org.revcor.study.results.StudyView;

/** Receives the progress of a reproduction. */
public interface ReproductionListener {
  /** An item begins; {@code number} counts from 1. */
  void begins(String item, String title, int number, int of);

  /** An item is skipped because its outcome is cached. */
  void kept(String item);

  /** A part of the item begins, such as a study or a training. */
  void part(String words);

  /** State of the current study, at intervals. */
  void study(StudyView view);

  /**
   * Progress of the item's analyses, at intervals. Called on any thread.
   *
   * @param expected number of stimuli to be shown, as far as it is known
   * @param secondsLeft estimate from the rate so far; NaN before anything was shown
   */
  void shown(long stimuli, long expected, double secondsLeft);

  /** An item has ended. */
  void ends(String item, List<Result> results);
}
