package org.revcor.paper;

import java.util.List;
import org.revcor.study.results.StudyView;

public interface ReproductionListener {
  /** Called when an item begins; {@code number} counts from 1. */
  void begins(String item, String title, int number, int of);

  /** Called when an item is skipped because its outcome is cached. */
  void kept(String item);

  /** Called when a part of the item begins, such as a study or a training. */
  void part(String words);

  /** Called at intervals with the state of the current study. */
  void study(StudyView view);

  /**
   * Called at intervals, on any thread, with the progress of the item's analyses.
   *
   * @param secondsLeft estimate from the rate so far; NaN before anything was shown
   */
  void shown(long stimuli, long expected, double secondsLeft);

  void ends(String item, List<Result> results);
}
