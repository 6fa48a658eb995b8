package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Hardware;
import org.revcor.inference.LaneInference;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.revcor.worker.Task.TaskKind;

final class LeasesTest {
  private static final Platform HERE = new Platform("cpu", "x86_64 avx2", "pytorch 2.7.1");
  private static final int VALUES = 784;
  private static final NumericPlan PLAN =
      NumericPlan.of(VALUES, Optional.empty(), Optional.of(100), 50, HERE);
  private static final int SLOTS = LaneInference.blocksInProgress(VALUES, PLAN, 1);
  private static final long MINUTE = 60;

  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final ActorRef<StatusReply<byte[]>> NOBODY = KIT.system().ignoreRef();

  private final PoolWorkers<String> members = new PoolWorkers<>();
  private final Leases<String> leases = new Leases<>(members);

  private void join(String worker, Platform platform) {
    members.put(
        worker,
        new PoolWorker(
            new WorkerCard(
                worker,
                worker + ":1",
                "1",
                new Hardware("processor", 1, List.of(), platform),
                List.of(platform),
                1),
            1));
  }

  private void add(int first, int count, String study) {
    for (int ticket = first; ticket < first + count; ticket++) {
      leases.add(
          new Task(
              ticket,
              new StudyDescription(study, "{}", PLAN, VALUES, "net", "digest", ""),
              TaskKind.SUMS,
              ticket,
              new byte[0],
              NOBODY));
    }
  }

  private List<String> granted(long now) {
    return leases.grant(now).stream()
        .map(grant -> grant.worker() + " " + grant.task().ticket())
        .toList();
  }

  @Test
  void workerGetsTasksOfEachStudyUpToWhatItsLanesNeedInTheirOrder() {
    join("a", HERE);
    add(1, SLOTS + 1, "s");
    add(100, 1, "t");

    assertThat(granted(0)).hasSize(SLOTS + 1).startsWith("a 1", "a 2").endsWith("a 100");
    leases.release("a", 1);
    leases.take(1);
    assertThat(granted(0)).containsExactly("a " + (SLOTS + 1));
  }

  @Test
  void tasksAreSpreadOverWorkers() {
    join("a", HERE);
    join("b", HERE);
    add(1, 4, "s");

    assertThat(granted(0)).containsExactly("a 1", "b 2", "a 3", "b 4");
  }

  @Test
  void taskThatItsWorkerDoesNotListIsGivenAgainUnlessItIsNew() {
    join("a", HERE);
    add(1, 2, "s");
    granted(0);

    leases.renew("a", List.of(1L), 0);
    assertThat(granted(0)).isEmpty();
    leases.renew("a", List.of(1L), MINUTE);
    assertThat(granted(MINUTE)).containsExactly("a 2");
  }

  @Test
  void idleWorkerGetsTheOldestTaskOfAnotherOnceAsWell() {
    join("a", HERE);
    add(1, 2, "s");
    granted(0);
    join("b", HERE);
    join("c", HERE);

    assertThat(granted(0)).as("too early").isEmpty();
    assertThat(granted(MINUTE)).containsExactly("b 1", "c 2");
    assertThat(granted(2 * MINUTE)).as("twice at most").isEmpty();
    assertThat(leases.held("a")).contains(1L);
    assertThat(leases.held("b")).contains(1L);
  }
}
