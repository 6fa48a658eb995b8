package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Job.JobResult;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

class FairQueueTest {
  private static final ObserverSource OBSERVER =
      SimulatedObserver.linear("linear", 1, 1, new float[2]);

  private static final Protocol LABELS =
      new Protocol(
          OBSERVER,
          new Rendering.AsDrawn(),
          ClassReadout.LABEL,
          false,
          List.of(),
          AverageSums.ALONE);
  private static final NumericPlan PLAN =
      NumericPlan.of(1, Optional.of(100_000L), Optional.of(100), Platform.ofThisMachine());
  private static final BlockDrawer DRAWER =
      new BlockDrawer(new StimulusSequence(new WhiteNoise(new UniformLaw(), 1), false), 7, PLAN);

  private final FairQueue queue = new FairQueue();

  @Test
  void countsRunningJobsWithTheTimeOfTheLast() {
    add("a", 3);
    add("b", 2);
    queue.done(next("a"), 1);
    queue.done(next("b"), 1.5);

    next("a");

    next("b");
  }

  @Test
  void startsANewStudyLevelWithTheLeastServed() {
    add("a", 4);
    queue.done(next("a"), 5);
    add("b", 3);

    queue.done(next("a"), 1);
    queue.done(next("b"), 0.5);
    queue.done(next("b"), 1);

    next("a");
  }

  @Test
  void doesNotPredictBlocksFromOtherJobs() {
    queue.add(new Job.Render("a", LABELS, PLAN, DRAWER, 0), replyTo());
    FairQueue.Entry output = next("a");
    add("a", 1);

    queue.done(output, 0.01);

    assertThat(queue.nextShortOf(output.account())).isEmpty();
  }

  @Test
  void doesNotPreferAShortBlockToTheNextStudy() {
    add("a", 3);
    FairQueue.Entry first = next("a");
    queue.done(first, 0.1);
    add("b", 1);
    queue.done(next("a"), 0.1);

    assertThat(first.account().isShort()).isTrue();
    assertThat(queue.nextShortOf(first.account())).isEmpty();
    next("b");
  }

  @Test
  void chargesAFailedJobAndForgetsItsTime() {
    add("a", 3);
    queue.done(next("a"), 0.1);
    FairQueue.Entry failed = next("a");
    queue.failed(failed, 0.001);

    assertThat(queue.nextShortOf(failed.account())).isEmpty();
  }

  private void add(String study, int jobs) {
    for (int i = 0; i < jobs; i++) {
      queue.add(new Job.Reduce(study, LABELS, PLAN, DRAWER, 0), replyTo());
    }
  }

  private static ActorRef<StatusReply<JobResult>> replyTo() {
    return TestInbox.<StatusReply<JobResult>>create().getRef();
  }

  private FairQueue.Entry next(String study) {
    FairQueue.Entry entry = queue.next().orElseThrow();
    assertThat(entry.job().study()).isEqualTo(study);
    return entry;
  }
}
