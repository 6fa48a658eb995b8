package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.LanePool;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.inference.SimulatedObserver;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;

/** Effects of lane faults on studies that share the lanes. */
class LaneFaultsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String STUDY =
      """
      {"seed": 5, "observer": {"model": "linear"}, "readout": {"kind": "probability"},
       "stop": {"max-trials": 2000}, "block-size": 100}
      """;

  @TempDir private Path folder;

  @AutoClose("shutdownTestKit")
  private final ActorTestKit system = ActorTestKit.create();

  private final SimulatedObserver linear =
      SimulatedObserver.linear("linear", 2, 2, new float[] {1, -2, 3, 0, 0.5f, 1, -1, 2});

  @BeforeEach
  void runAlone() throws Exception {
    assertThat(run(pool(1, TIMEOUT), linear, "alone").lifecycle().end())
        .isEqualTo(EndReason.MAX_TRIALS);
  }

  @Test
  void laneThatThrowsRepeatedlyLeavesTheSameBytes() throws Exception {
    AtomicInteger responses = new AtomicInteger();
    SimulatedObserver flaky =
        linear.disturbed(
            response -> {
              if (responses.incrementAndGet() % 7 == 0) {
                throw new IllegalStateException("temporary fault");
              }
              return response;
            });

    StudyView end = run(pool(1, TIMEOUT), flaky, "flaky");

    assertThat(end.lifecycle().problem()).isNull();
    assertThat(flaky.loads()).as("loaded again after each restart").isGreaterThan(5);
    new StudyRuns(folder).assertSameResults("alone", "flaky");
  }

  @Test
  void blockThatMissesItsDeadlineFailsOnlyItsStudy() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SimulatedObserver stuck = linear.disturbed(once(13, response -> await(never, response)));
    ActorRef<LanePool.Command> pool = pool(2, Duration.ofSeconds(3));
    SubscribedRun failing = start(pool, stuck, "failing");
    SubscribedRun other = start(pool, linear, "other");

    assertThat(failing.end().lifecycle().problem())
        .isEqualTo("observer linear did not respond within 3 s");
    assertThat(other.end().lifecycle().problem()).isNull();
    new StudyRuns(folder).assertSameResults("alone", "other");
    never.countDown();
  }

  @Test
  void blockThatFailsThreeTimesFailsOnlyItsStudyWithTheCause() throws Exception {
    AtomicInteger responses = new AtomicInteger();
    SimulatedObserver broken =
        linear.disturbed(
            response -> {
              if (responses.incrementAndGet() > 10) {
                throw new IllegalStateException("bad weights");
              }
              return response;
            });

    assertFails(broken, 5, "observer linear failed 3 times on the same block: bad weights");
    assertThat(responses.get() - 10).as("attempts").isGreaterThanOrEqualTo(3);
  }

  @Test
  void batchThatDoesNotFitFailsOnlyItsStudyWithAdvice() throws Exception {
    SimulatedObserver large =
        linear.disturbed(once(11, response -> response.getManager().zeros(new Shape(1L << 44))));

    int inFlight = 3;
    assertFails(
        large,
        5 + inFlight,
        "a batch of 50 trials of observer linear does not fit in memory \\(.*\\);"
            + " set study.batch-size below 50 or use fewer lanes .*");
  }

  /**
   * @param blocks maximum number of blocks done before the failing one
   */
  private void assertFails(SimulatedObserver observer, int blocks, String problem)
      throws Exception {
    ActorRef<LanePool.Command> pool = pool(2, TIMEOUT);
    SubscribedRun failing = start(pool, observer, "failing");
    SubscribedRun other = start(pool, linear, "other");

    StudyView failed = failing.end();

    assertThat(failed.lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(failed.lifecycle().end()).isEqualTo(EndReason.FAILURE);
    assertThat(failed.lifecycle().problem()).matches(problem);
    assertThat(failed.progress().trials())
        .as("whole blocks before it")
        .isLessThanOrEqualTo(100L * blocks);
    assertThat(other.end().lifecycle().problem()).isNull();
    new StudyRuns(folder).assertSameResults("alone", "other");
    assertThat(status(pool)).isEqualTo(new PoolStatus(2, 0, 0, 0));

    assertThat(run(pool, linear, "failing").lifecycle().problem())
        .as("after the fault is fixed")
        .isNull();
    new StudyRuns(folder).assertSameResults("alone", "failing");
  }

  private static UnaryOperator<NDArray> once(int when, UnaryOperator<NDArray> disturbance) {
    AtomicInteger responses = new AtomicInteger();
    return response -> responses.incrementAndGet() == when ? disturbance.apply(response) : response;
  }

  private static NDArray await(CountDownLatch latch, NDArray response) {
    try {
      latch.await(60, TimeUnit.SECONDS);
      return response;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private StudyView run(ActorRef<LanePool.Command> pool, SimulatedObserver observer, String out)
      throws Exception {
    return start(pool, observer, out).end();
  }

  private SubscribedRun start(
      ActorRef<LanePool.Command> pool, SimulatedObserver observer, String out) throws Exception {
    PreparedStudy study = SubscribedRun.prepare(STUDY, observer);
    return SubscribedRun.start(system, study, folder.resolve(out), pool);
  }

  private ActorRef<LanePool.Command> pool(int lanes, Duration deadline) {
    return system.spawn(
        LanePool.create(
            Platform.ofThisMachine(),
            new LaneSettings(lanes, deadline, 3, 1 << 20),
            new SimpleMeterRegistry()));
  }

  private PoolStatus status(ActorRef<LanePool.Command> pool) throws Exception {
    return AskPattern.<LanePool.Command, PoolStatus>ask(
            pool, LanePool.GetStatus::new, TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
