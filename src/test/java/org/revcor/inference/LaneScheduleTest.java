package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.observer.ClassReadout;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

final class LaneScheduleTest {
  private static final Protocol LABELS =
      new Protocol(
          SimulatedObserver.linear("linear", 1, 1, new float[2]),
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
  private final LaneSchedule schedule = new LaneSchedule(queue);
  private final ActorRef<Lane.Command> lane = lane();

  private ActorRef<Lane.Command> lane() {
    ActorRef<Lane.Command> added = TestInbox.<Lane.Command>create().getRef();
    schedule.add(added, Device.cpu());
    return added;
  }

  private void submit(String study, int blocks) {
    for (int block = 0; block < blocks; block++) {
      queue.add(
          new Job.Reduce(study, LABELS, PLAN, DRAWER, block),
          TestInbox.<StatusReply<JobResult>>create().getRef());
    }
  }

  /** Assigns jobs and returns their studies, blocks and whether they run at once. */
  private List<String> assigned() {
    return schedule.assign().stream()
        .map(
            each ->
                "%s %d %s"
                    .formatted(
                        each.job().entry().job().study(),
                        ((Job.Reduce) each.job().entry().job()).block(),
                        each.isRunning() ? "now" : "next"))
        .toList();
  }

  private void done(double seconds) {
    LaneSlot slot = schedule.running(lane, 1);
    assertThat(slot).isNotNull();
    schedule.done(slot, seconds);
  }

  @Test
  void laneGetsAJobWhenItIsReady() {
    submit("a", 1);

    assertThat(assigned()).isEmpty();
    schedule.ready(lane);
    assertThat(assigned()).containsExactly("a 0 now");
    assertThat(schedule.running(lane, 1)).isNotNull();
    assertThat(schedule.running(lane, 2)).isNull();
    assertThat(schedule.status()).isEqualTo(new PoolStatus(1, 1, 0, 0));
  }

  @Test
  void laneOfAShortBlockGetsTheNextOneOfItsStudyInAdvance() {
    schedule.ready(lane);
    submit("a", 3);

    assertThat(assigned()).as("of unknown time").containsExactly("a 0 now");
    done(.25);
    assertThat(assigned()).containsExactly("a 1 now", "a 2 next");
    assertThat(schedule.status()).isEqualTo(new PoolStatus(1, 1, 0, 1));
  }

  @Test
  void laneOfALongBlockGetsNoneInAdvance() {
    schedule.ready(lane);
    submit("a", 3);
    assigned();

    done(.26);

    assertThat(assigned()).containsExactly("a 1 now");
  }

  @Test
  void noneGetsOneInAdvanceIfThereAreFewerBlocksThanLanes() {
    schedule.ready(lane);
    submit("a", 4);
    assigned();
    schedule.ready(lane());
    done(.1);

    assertThat(assigned()).containsExactly("a 1 now", "a 2 now");
    assertThat(schedule.status()).isEqualTo(new PoolStatus(2, 2, 0, 1));
  }

  @Test
  void blockIsKeptForALaneThatStarts() {
    schedule.ready(lane);
    submit("a", 3);
    assigned();
    ActorRef<Lane.Command> starting = lane();
    done(.1);

    assertThat(assigned()).containsExactly("a 1 now");
    schedule.ready(starting);
    assertThat(assigned()).containsExactly("a 2 now");
  }

  @Test
  void removedLaneHasItsRunningAndItsNextJob() {
    schedule.ready(lane);
    submit("a", 3);
    assigned();
    done(.1);
    assigned();

    LaneSlot removed = schedule.remove(lane);

    assertThat(removed).isNotNull();
    assertThat(queue.retry(schedule.failed(removed, 0))).isTrue();
    assertThat(queue.retry(schedule.failed(removed, 0))).isTrue();
    assertThat(removed.isBusy()).isFalse();
    schedule.ready(lane());
    assertThat(schedule.status().queued()).isEqualTo(2);
  }
}
