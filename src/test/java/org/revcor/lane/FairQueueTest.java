package org.revcor.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.revcor.observer.ObserverSource;

class FairQueueTest {
  private static final ObserverSource OBSERVER =
      SimulatedObserver.linear("linear", 1, 1, new float[2]);

  private final FairQueue queue = new FairQueue();

  @Test
  void theStudyThatHasUsedTheFewestSecondsIsNext() {
    add("a", 3);
    add("b", 2);

    queue.done(next("a"), 2);
    queue.done(next("b"), 1);
    queue.done(next("b"), 2);
    queue.done(next("a"), 1);

    assertThat(queue.size()).isEqualTo(1);
    next("a");
    assertThat(queue.next()).isEmpty();
  }

  @Test
  void jobsUnderWayCountAsWhatTheLastOneOfTheirStudyTook() {
    add("a", 3);
    add("b", 2);
    queue.done(next("a"), 1);
    queue.done(next("b"), 1.5);

    next("a");

    next("b");
  }

  @Test
  void aStudyThatComesLaterStartsLevelWithTheLeastServed() {
    add("a", 4);
    queue.done(next("a"), 5);
    add("b", 3);

    queue.done(next("a"), 1);
    queue.done(next("b"), 0.5);
    queue.done(next("b"), 1);

    next("a");
  }

  @Test
  void aJobIsBriefOnlyIfTheLastOfItsStudyWas() {
    add("a", 4);

    assertThat(queue.nextBrief()).as("nothing is known of it").isEmpty();
    queue.done(next("a"), 0.26);
    assertThat(queue.nextBrief()).isEmpty();
    queue.done(next("a"), 0.25);
    assertThat(queue.nextBrief()).isPresent();
  }

  @Test
  void aFailedJobIsChargedButTellsNothingOfTheNext() {
    add("a", 3);
    queue.done(next("a"), 1);
    FairQueue.Entry failed = next("a");
    add("b", 1);

    queue.failed(failed, 0.001);

    assertThat(queue.nextBrief()).isEmpty();
    next("b");
  }

  @Test
  void aRepeatedJobComesFirstWithOneAttemptMoreAndOneGivenBackWithAsMany() {
    add("a", 2);
    FairQueue.Entry first = next("a");
    queue.failed(first, 1);

    assertThat(queue.repeat(first)).isTrue();
    FairQueue.Entry again = next("a");
    assertThat(again.job()).isSameAs(first.job());
    assertThat(again.attempts()).isEqualTo(1);

    assertThat(queue.giveBack(again)).isTrue();
    assertThat(queue.size()).isEqualTo(2);
    assertThat(next("a")).isSameAs(again);
  }

  @Test
  void whatWasForgottenDoesNotComeBack() {
    add("a", 3);
    FairQueue.Entry underWay = next("a");

    assertThat(queue.forget("a")).hasSize(2);

    assertThat(queue.size()).isZero();
    assertThat(queue.giveBack(underWay)).isFalse();
    assertThat(queue.repeat(underWay)).isFalse();
    assertThat(queue.forget("a")).isEmpty();
    add("a", 1);
    assertThat(queue.next().map(FairQueue.Entry::attempts)).isEqualTo(Optional.of(0));
    assertThat(queue.next()).isEmpty();
  }

  private void add(String study, int jobs) {
    for (int i = 0; i < jobs; i++) {
      queue.add(
          new Job.Answer(study, OBSERVER, new float[1]),
          TestInbox.<org.apache.pekko.pattern.StatusReply<JobResult>>create().getRef());
    }
  }

  private FairQueue.Entry next(String study) {
    FairQueue.Entry entry = queue.next().orElseThrow();
    assertThat(entry.job().study()).isEqualTo(study);
    return entry;
  }
}
