package org.revcor.study;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who follow a run. Each hears every view, the last snapshot, and then the view of the end,
 * however late it subscribed. Used by the run's actor alone.
 */
final class Subscribers {
  private final int expected;
  private final List<StudyRun.Subscribe> subscribers = new ArrayList<>();
  private @Nullable StudySnapshot last;
  private int closed;

  /**
   * @param expected how many will subscribe and close
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

  void hear(StudyView view) {
    subscribers.forEach(subscriber -> subscriber.views().tell(view));
  }

  void hearTheLast(StudySnapshot snapshot) {
    last = snapshot;
    subscribers.forEach(subscriber -> subscriber.last().tell(snapshot));
  }

  /** One has heard of the end; true if it was the last of them. */
  boolean close() {
    return ++closed == expected;
  }
}
