package org.revcor.study.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.revcor.study.results.StudyView;

/**
 * Subscribers of a run. Each receives every view, the final snapshot and the final view, however
 * late it subscribes. Used only by the run's actor.
 */
final class Subscribers {
  private final int expected;
  private final List<StudyRun.Subscribe> subscribers = new ArrayList<>();
  private @Nullable StudySnapshot last;
  private int closed;

  /**
   * @param expected number of subscribers that will subscribe and close
   */
  Subscribers(int expected) {
    this.expected = expected;
  }

  void add(StudyRun.Subscribe subscriber, StudyView view) {
    subscribers.add(subscriber);
    if (last != null) {
      subscriber.last().tell(last);
    }
    subscriber.views().tell(view);
  }

  void publish(StudyView view) {
    subscribers.forEach(subscriber -> subscriber.views().tell(view));
  }

  void publishFinal(StudySnapshot snapshot) {
    last = snapshot;
    subscribers.forEach(subscriber -> subscriber.last().tell(snapshot));
  }

  /** Counts a subscriber that has closed; returns whether it is the last one. */
  boolean close() {
    return ++closed == expected;
  }
}
