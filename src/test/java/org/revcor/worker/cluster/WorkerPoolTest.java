package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.StreamRefs;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Hardware;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.revcor.worker.Task.TaskKind;

final class WorkerPoolTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));

  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final String VERSION = "0.2.0";
  private static final Platform HERE = new Platform("cpu", "x86_64 avx2", "pytorch 2.7.1");
  private static final Platform ELSEWHERE = new Platform("cpu", "aarch64", "pytorch 2.7.1");
  private static final byte[] SUMS = {1, 2, 3};
  private static final Duration LONG = Duration.ofSeconds(30);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ActorRef<WorkerPool.Command> pool =
      KIT.spawn(
          WorkerPool.create(VERSION, KIT.<FileServer.Command>createTestProbe().ref(), meters));
  private final TestProbe<StatusReply<byte[]>> study = KIT.createTestProbe();

  private TestProbe<Worker.Command> join(String name, Platform platform) {
    TestProbe<Worker.Command> worker = KIT.createTestProbe();
    pool.tell(new ToPool.Join(worker.ref(), card(name, platform), 1));
    worker.expectMessageClass(ToWorker.Joined.class);
    return worker;
  }

  private static WorkerCard card(String name, Platform platform) {
    return card(name, null, platform);
  }

  private static WorkerCard card(String name, @Nullable String address, Platform platform) {
    return new WorkerCard(
        name,
        address,
        VERSION,
        new Hardware("processor", 1, List.of(), platform),
        List.of(platform),
        1);
  }

  private void submit(long block) {
    submit(TaskKind.SUMS, block);
  }

  private void submit(TaskKind kind, long block) {
    StudyDescription task =
        new StudyDescription(
            "s",
            "{}",
            NumericPlan.of(784, Optional.empty(), Optional.of(100), 50, HERE),
            784,
            "net",
            "digest",
            "");
    pool.tell(new WorkerPool.Submit(Task.of(task, kind, block, new byte[0], study.ref())));
  }

  private static ToWorker.Lease lease(TestProbe<Worker.Command> worker) {
    Worker.Command message = worker.receiveMessage(LONG);
    return message instanceof ToWorker.Lease lease
        ? lease
        : lease(worker); // a study begins, or results are confirmed
  }

  private void done(TestProbe<Worker.Command> worker, long ticket, byte[] sums) {
    pool.tell(new ToPool.Done(worker.ref(), ticket, new Bulk.Whole(sums)));
  }

  private WorkerView.State state(String name) {
    return workers().stream()
        .filter(worker -> worker.card().name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private List<WorkerView> workers() {
    TestProbe<WorkerPool.Workers> reply = KIT.createTestProbe();
    pool.tell(new WorkerPool.GetWorkers(reply.ref()));
    return reply.receiveMessage().workers();
  }

  @Test
  void workerGetsTheStudyBeforeItsFirstTaskAndItsResultReachesTheStudy() {
    TestProbe<Worker.Command> worker = join("a", HERE);
    submit(7);

    assertThat(worker.expectMessageClass(ToWorker.Begin.class).study().id()).isEqualTo("s");
    ToWorker.Lease lease = worker.expectMessageClass(ToWorker.Lease.class);
    assertThat(lease.block()).isEqualTo(7);
    done(worker, lease.ticket(), SUMS);

    assertThat(study.receiveMessage().getValue()).isEqualTo(SUMS);
    assertThat(worker.expectMessageClass(ToWorker.Received.class).ticket())
        .isEqualTo(lease.ticket());
  }

  @Test
  void workerOfAnotherVersionIsRefusedAndBothVersionsAreNamed() {
    TestProbe<Worker.Command> worker = KIT.createTestProbe();

    pool.tell(
        new ToPool.Join(
            worker.ref(),
            new WorkerCard(
                "a",
                null,
                "0.1.0",
                new Hardware("processor", 1, List.of(), HERE),
                List.of(HERE),
                1),
            1));

    assertThat(worker.expectMessageClass(ToWorker.Refused.class).reason())
        .isEqualTo(
            "worker a has version 0.1.0 of Revcor and the server 0.2.0; install the server's"
                + " version");
  }

  @Test
  void unknownWorkerIsAskedToJoinAgain() {
    TestProbe<Worker.Command> worker = KIT.createTestProbe();

    pool.tell(new ToPool.Alive(worker.ref(), List.of(), 0, 0));

    worker.expectMessageClass(ToWorker.Unknown.class);
  }

  @Test
  void workerThatCannotComputeAStudyIsLeftOutAndAnotherGetsItsTasks() {
    TestProbe<Worker.Command> small = join("small", HERE);
    submit(0);
    submit(1);
    long first = lease(small).ticket();
    long second = lease(small).ticket();
    TestProbe<Worker.Command> large = join("large", HERE);

    fail(small, first, "the network needs more memory", true);
    fail(small, second, "the network needs more memory", true);

    assertThat(List.of(lease(large).block(), lease(large).block())).containsExactly(0L, 1L);
    assertThat(workers().getFirst().notEligible())
        .containsExactly(Map.entry("s", "the network needs more memory"));
    assertThat(small.receiveSeveralMessages(3, LONG))
        .containsExactly(
            new ToWorker.Received(first), new ToWorker.Forget("s"), new ToWorker.Received(second));
    for (int minute = 0; minute < 20; minute++) {
      pool.tell(new ToPool.Alive(small.ref(), List.of(), 0, 0));
      pool.tell(new ToPool.Alive(large.ref(), List.of(first, second), 0, 0));
      seconds(5);
    }
    submit(2);
    assertThat(lease(large).block()).isEqualTo(2);
    study.expectNoMessage(Duration.ZERO);
  }

  @Test
  void studyThatNoWorkerCanComputeFails() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(0);
    long ticket = lease(a).ticket();
    TestProbe<Worker.Command> b = join("b", HERE);
    join("c", ELSEWHERE);
    fail(a, ticket, "the network needs more memory", true);
    fail(b, lease(b).ticket(), "the batch needs more memory", true);

    assertThat(study.receiveMessage().getError()).hasMessage("the batch needs more memory");
  }

  @Test
  void nextRunOfAStudyAsksAWorkerThatWasLeftOut() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(0);
    long ticket = lease(a).ticket();
    TestProbe<Worker.Command> b = join("b", HERE);
    fail(a, ticket, "the network needs more memory", true);
    lease(b);
    pool.tell(new WorkerPool.Forget("s"));
    pool.tell(new ToPool.Leave(b.ref()));
    submit(1);

    assertThat(lease(a).block()).isEqualTo(1);
  }

  private void fail(
      TestProbe<Worker.Command> worker, long ticket, String problem, boolean isLocal) {
    pool.tell(new ToPool.Failed(worker.ref(), ticket, problem, isLocal));
  }

  @Test
  void tasksOfAWorkerThatLeavesGoToAnother() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(3);
    lease(a);
    TestProbe<Worker.Command> b = join("b", HERE);
    pool.tell(new ToPool.Leave(a.ref()));

    assertThat(lease(b).block()).isEqualTo(3);
  }

  @Test
  void workerAtTheAddressOfAnotherReplacesItAndGetsItsTasks() {
    TestProbe<Worker.Command> ended = KIT.createTestProbe();
    pool.tell(new ToPool.Join(ended.ref(), card("a", "host:1", HERE), 1));
    submit(3);
    lease(ended);
    TestProbe<Worker.Command> started = KIT.createTestProbe();

    pool.tell(new ToPool.Join(started.ref(), card("a", "host:1", HERE), 1));

    assertThat(lease(started).block()).isEqualTo(3);
    assertThat(workers()).hasSize(1);
  }

  @Test
  void silentWorkerIsLostAndALateResultOfItCounts() {
    TestProbe<Worker.Command> silent = join("silent", HERE);
    submit(3);
    long ticket = lease(silent).ticket();

    LoggingTestKit.warn("worker silent does not respond; its tasks are given to others")
        .expect(
            KIT.system(),
            () -> {
              seconds(11);
              return null;
            });
    assertThat(state("silent")).isEqualTo(WorkerView.State.LOST);
    done(silent, ticket, SUMS);

    assertThat(study.receiveMessage().getValue()).isEqualTo(SUMS);
    assertThat(state("silent")).isEqualTo(WorkerView.State.READY);
  }

  @Test
  void differentResultsOfTwoWorkersFailTheStudyAndNameBoth() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(3);
    long ticket = lease(a).ticket();
    TestProbe<Worker.Command> b = join("b", HERE);
    keepAlive(a, ticket, b);
    assertThat(lease(b).ticket()).as("given to the idle worker as well").isEqualTo(ticket);
    done(a, ticket, SUMS);
    study.receiveMessage();
    done(b, ticket, new byte[] {1, 2, 4});
    submit(4);

    assertThat(study.receiveMessage(LONG).getError())
        .hasMessage(
            "workers a and b computed different sums of block 3; run revcor doctor on both");
    assertThat(meters.counter("revcor.worker.conflicts").count()).isEqualTo(1);
  }

  @Test
  void lateResultOfALostWorkerIsComparedWithThatOfAnother() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(3);
    submit(4);
    ToWorker.Lease equal = lease(a);
    ToWorker.Lease different = lease(a);
    seconds(11);
    TestProbe<Worker.Command> b = join("b", HERE);
    assertThat(List.of(lease(b).ticket(), lease(b).ticket()))
        .containsExactly(equal.ticket(), different.ticket());
    done(b, equal.ticket(), SUMS);
    done(b, different.ticket(), SUMS);
    study.receiveSeveralMessages(2);

    done(a, equal.ticket(), SUMS);
    submit(5);
    done(a, lease(a).ticket(), SUMS);
    assertThat(study.receiveMessage(LONG).isSuccess()).as("equal").isTrue();
    done(a, different.ticket(), new byte[] {1, 2, 4});
    submit(6);

    assertThat(study.receiveMessage(LONG).getError())
        .hasMessage(
            "workers b and a computed different sums of block 4; run revcor doctor on both");
    assertThat(meters.counter("revcor.worker.conflicts").count()).isEqualTo(1);
  }

  @Test
  void lateResultWithoutAKnownFirstOneIsIgnored() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(3);
    long ticket = lease(a).ticket();
    seconds(11);
    TestProbe<Worker.Command> b = join("b", HERE);
    done(b, lease(b).ticket(), SUMS);
    study.receiveMessage();
    pool.tell(new WorkerPool.Forget("s"));

    done(a, ticket, new byte[] {1, 2, 4});
    submit(4);

    assertThat(lease(a).block()).isEqualTo(4);
    assertThat(meters.counter("revcor.worker.conflicts").count()).isZero();
  }

  @Test
  void equalResultsOfTwoWorkersCountOnce() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(3);
    long ticket = lease(a).ticket();
    TestProbe<Worker.Command> b = join("b", HERE);
    keepAlive(a, ticket, b);
    lease(b);
    done(b, ticket, SUMS);
    study.receiveMessage();
    done(a, ticket, SUMS);

    assertThat(state("a")).as("every message is handled").isEqualTo(WorkerView.State.READY);
    study.expectNoMessage(Duration.ZERO);
    assertThat(meters.counter("revcor.worker.conflicts").count()).isZero();
  }

  @Test
  void resultOfAnImpossibleLengthIsRefusedAndItsTaskGivenAgain() {
    TestProbe<Worker.Command> worker = join("a", HERE);
    submit(3);
    long ticket = lease(worker).ticket();
    SourceRef<ByteString> pieces =
        Source.<ByteString>empty().runWith(StreamRefs.sourceRef(), KIT.system());
    pool.tell(new ToPool.Done(worker.ref(), ticket, new Bulk.Streamed(pieces, -1)));

    assertThat(lease(worker).ticket()).isEqualTo(ticket);
    done(worker, ticket, SUMS);
    assertThat(study.receiveMessage().getValue()).isEqualTo(SUMS);
  }

  @Test
  void listHasTasksMemoryAndWhyAWorkerIsNotEligible() {
    TestProbe<Worker.Command> worker = join("a", HERE);
    join("b", ELSEWHERE);
    pool.tell(new ToPool.Alive(worker.ref(), List.of(), 1 << 20, 0));
    submit(0);

    String reason =
        "the study's platform is cpu, x86_64 avx2, pytorch 2.7.1, the worker's cpu, aarch64,"
            + " pytorch 2.7.1";
    assertThat(workers())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lastContact")
        .containsExactly(
            view(card("a", HERE), 1, 1 << 20, Map.of()),
            view(card("b", ELSEWHERE), 0, 0, Map.of("s", reason)));
  }

  private static WorkerView view(
      WorkerCard card, int tasks, long memory, Map<String, String> notEligible) {
    return new WorkerView(
        card, WorkerView.State.READY, tasks, 0, Instant.EPOCH, memory, notEligible);
  }

  @Test
  void metricsHaveTheWorkersOfTheListOnly() {
    TestProbe<Worker.Command> left = join("left", HERE);
    TestProbe<Worker.Command> replaced = join("replaced", HERE);
    TestProbe<Worker.Command> lost = join("lost", HERE);
    List<TestProbe<Worker.Command>> all = List.of(left, replaced, lost);
    for (int block = 0; block < 3; block++) {
      submit(block);
      done(all.get(block), block + 1, SUMS);
    }
    study.receiveSeveralMessages(3);
    pool.tell(new ToPool.Alive(lost.ref(), List.of(), 0, 2));
    submit(3);
    submit(4);
    seconds(1);
    assertThat(state("lost")).as("every message is handled").isEqualTo(WorkerView.State.READY);
    assertThat(failures("lost")).isEqualTo(2);
    assertThat(meters.get("revcor.tasks").gauge().value()).isEqualTo(2);
    assertThat(measured("tasks")).containsExactlyInAnyOrder("left", "lost", "replaced");

    pool.tell(new ToPool.Leave(left.ref()));
    pool.tell(new ToPool.Leave(replaced.ref()));
    join("replaced", HERE);
    seconds(1);

    assertThat(state("lost")).as("the second has passed").isEqualTo(WorkerView.State.READY);
    assertThat(measured("tasks")).containsExactlyInAnyOrder("lost", "replaced");
    assertThat(measured("trials")).containsExactlyInAnyOrder("lost", "replaced");

    seconds(601);

    assertThat(workers()).isEmpty();
    assertThat(measured("tasks")).isEmpty();
    assertThat(meters.find("revcor.worker.failures").counters()).isEmpty();
    assertThat(measured("trials")).isEmpty();
  }

  @Test
  void failuresOfWorkersOfOneNameAreAdded() {
    TestProbe<Worker.Command> one = join("host", HERE);
    TestProbe<Worker.Command> other = join("host", HERE);
    for (int second = 0; second < 3; second++) {
      pool.tell(new ToPool.Alive(one.ref(), List.of(), 0, 2));
      pool.tell(new ToPool.Alive(other.ref(), List.of(), 0, 1));
    }
    assertThat(workers()).as("every message is handled").hasSize(2);

    assertThat(failures("host")).isEqualTo(3);
  }

  private double failures(String worker) {
    return meters.get("revcor.worker.failures").tag("worker", worker).counter().count();
  }

  private List<String> measured(String counter) {
    return meters.find("revcor.worker." + counter).counters().stream()
        .map(each -> each.getId().getTag("worker"))
        .toList();
  }

  private static void seconds(int count) {
    TIME.timePasses(Duration.ofSeconds(count));
  }

  /** Renews leases until the idle worker gets its task. */
  private void keepAlive(
      TestProbe<Worker.Command> busy, long ticket, TestProbe<Worker.Command> idle) {
    for (int second = 0; second < 4; second++) {
      pool.tell(new ToPool.Alive(busy.ref(), List.of(ticket), 0, 0));
      seconds(1);
      pool.tell(new ToPool.Alive(idle.ref(), List.of(), 0, 0));
    }
  }

  @Test
  void studyWithoutAWorkerOfItsPlatformIsToldWhyAndWhenThatEnds() {
    TestProbe<Availability> listener = KIT.createTestProbe();
    pool.tell(new WorkerPool.ReportAvailability("s", listener.ref()));
    join("a", ELSEWHERE);
    submit(0);
    seconds(1);

    assertThat(listener.receiveMessage(LONG).obstacle().orElseThrow())
        .startsWith("no worker has the platform of the study");
    join("b", HERE);
    seconds(1);
    assertThat(listener.receiveMessage(LONG)).isEqualTo(new Availability(Optional.empty()));
  }

  @Test
  void repeatedRequestToJoinChangesNothing() {
    TestProbe<Worker.Command> worker = join("a", HERE);
    submit(0);
    ToWorker.Lease lease = lease(worker);

    pool.tell(new ToPool.Join(worker.ref(), card("a", HERE), 1));
    submit(1);

    worker.expectMessageClass(ToWorker.Joined.class);
    assertThat(worker.expectMessageClass(ToWorker.Lease.class).ticket())
        .isEqualTo(lease.ticket() + 1);
  }

  @Test
  void studyThatAWorkerDeclinesGoesToAnotherAndComesBackAfterAPause() {
    TestProbe<Worker.Command> a = join("a", HERE);
    submit(0);
    long ticket = lease(a).ticket();
    pool.tell(new ToPool.Declined(a.ref(), "s", "the disk is full", 3));
    assertThat(workers().getFirst().notEligible())
        .containsExactly(Map.entry("s", "the disk is full"));

    seconds(3);

    a.expectMessageClass(ToWorker.Begin.class);
    assertThat(a.expectMessageClass(ToWorker.Lease.class).ticket()).isEqualTo(ticket);
  }

  /** It may have missed the earlier report while it ended. */
  @Test
  void studyWhoseBlocksAreForgottenIsToldAgainThatNoWorkerIsLeft() {
    TestProbe<Availability> run = KIT.createTestProbe();
    pool.tell(new WorkerPool.ReportAvailability("s", run.ref()));
    submit(0);
    seconds(1);
    Availability none = new Availability(Optional.of("no worker is connected"));
    assertThat(run.receiveMessage(LONG)).isEqualTo(none);

    pool.tell(new WorkerPool.Forget("s"));
    submit(0);
    seconds(1);

    assertThat(run.receiveMessage(LONG)).isEqualTo(none);
  }

  @Test
  void tasksOfAStudyWhoseRunHasEndedAreForgotten() {
    TestProbe<Availability> run = KIT.createTestProbe();
    TestProbe<Worker.Command> worker = join("a", HERE);
    pool.tell(new WorkerPool.ReportAvailability("s", run.ref()));
    submit(0);
    lease(worker);
    run.stop();

    assertThat(study.receiveMessage(LONG).getError()).hasMessage("the study has ended");
    worker.expectMessageClass(ToWorker.Forget.class);
  }
}
