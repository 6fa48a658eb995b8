package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Hardware;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.revcor.worker.Task.TaskKind;

/** What users see of the workers of a pool. */
final class WorkerListTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final Platform HERE = new Platform("cpu", "x86_64 avx2", "pytorch 2.7.1");
  private static final Platform ELSEWHERE = new Platform("cpu", "aarch64", "pytorch 2.7.1");

  private final ActorRef<WorkerPool.Command> pool =
      KIT.spawn(
          WorkerPool.create(
              "1", KIT.<FileServer.Command>createTestProbe().ref(), new SimpleMeterRegistry()));

  @Test
  void listHasTasksMemoryAndWhyAWorkerIsNotEligible() {
    WorkerCard here = new WorkerCard("a", null, "1", hardware(HERE), List.of(HERE), 1);
    WorkerCard elsewhere =
        new WorkerCard("b", null, "1", hardware(ELSEWHERE), List.of(ELSEWHERE), 2);
    ActorRef<Worker.Command> worker = join(here);
    join(elsewhere);
    pool.tell(new ToPool.Alive(worker, List.of(), 1 << 20, 0));
    pool.tell(
        new WorkerPool.Submit(
            Task.of(
                new StudyDescription(
                    "s",
                    "{}",
                    NumericPlan.of(784, Optional.empty(), Optional.of(100), 50, HERE),
                    784,
                    "net",
                    "digest",
                    ""),
                TaskKind.SUMS,
                0,
                new byte[0],
                KIT.system().ignoreRef())));

    assertThat(workers())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lastContact")
        .containsExactly(
            new WorkerView(here, WorkerView.State.READY, 1, 0, Instant.EPOCH, 1 << 20, Map.of()),
            new WorkerView(
                elsewhere,
                WorkerView.State.READY,
                0,
                0,
                Instant.EPOCH,
                0,
                Map.of(
                    "s",
                    "the study's platform is cpu, x86_64 avx2, pytorch 2.7.1, the worker's cpu,"
                        + " aarch64, pytorch 2.7.1")));
  }

  private static ActorRef<Worker.Command> probe() {
    return KIT.<Worker.Command>createTestProbe().ref();
  }

  private ActorRef<Worker.Command> join(WorkerCard card) {
    ActorRef<Worker.Command> worker = probe();
    pool.tell(new ToPool.Join(worker, card, 1));
    return worker;
  }

  private List<WorkerView> workers() {
    TestProbe<WorkerPool.Workers> reply = KIT.createTestProbe();
    pool.tell(new WorkerPool.GetWorkers(reply.ref()));
    return reply.receiveMessage().workers();
  }

  private static Hardware hardware(Platform platform) {
    return new Hardware("processor", 1, List.of(), platform);
  }
}
