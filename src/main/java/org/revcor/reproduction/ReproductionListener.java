package org.revcor.reproduction;

import java.util.List;
import org.revcor.study.StudyView;

/** Hears how far a reproduction is. */
public interface ReproductionListener {
  /** An item begins; {@code number} counts from 1. */
  void begins(String item, String title, int number, int of);

  /** An item was made before and is taken as it is. */
  void kept(String item);

  /** A part of the item begins, such as a study or a training. */
  void part(String words);

  /** The study at hand, now and then. */
  void study(StudyView view);

  /**
   * The stimuli shown by the item's analyses, now and then. Called on any thread.
   *
   * @param expected to be shown, as far as that is known yet
   * @param secondsLeft at the pace so far; NaN before anything was shown
   */
  void shown(long stimuli, long expected, double secondsLeft);

  /** An item has ended. */
  void ends(String item, List<Result> results);
}
