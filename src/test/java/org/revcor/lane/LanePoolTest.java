package org.revcor.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.UniformLaw;
import org.revcor.stimulus.WhiteNoise;

class LanePoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SIDE = 4;
  private static final StimulusSequence NOISE =
      new StimulusSequence(new WhiteNoise(new UniformLaw(), SIDE * SIDE), false);
  private static final float[] WEIGHTS = weights();

  private final ActorTestKit system = ActorTestKit.create();
  private final Platform platform = Platform.ofThisMachine();
  private final NumericPlan plan =
      NumericPlan.of(SIDE * SIDE, OptionalLong.of(100_000), OptionalInt.of(100), platform);
  private final Stimulator stimulator = new Stimulator(NOISE, 7, plan);
  private final SimulatedObserver linear = SimulatedObserver.linear("linear", SIDE, SIDE, WEIGHTS);

  @AfterEach
  void shutDown() {
    system.shutdownTestKit();
  }

  @Test
  void reducesABlockToTheSumsOfItsTrials() throws Exception {
    ActorRef<LanePool.Command> pool = pool(1, PATIENCE);

    Tally tally = tally(reduce(pool, "study", linear, 3));

    double[] expected = new double[SIDE * SIDE];
    double[] count = new double[2];
    double[] first = new double[SIDE * SIDE];
    NOISE.draw(
        7,
        3,
        100,
        (trial, x) -> {
          if (trial < 50) {
            int label = label(x);
            count[label]++;
            for (int i = 0; i < x.length; i++) {
              expected[i] += x[i];
              first[i] += label == 0 ? x[i] : 0;
            }
          }
        });
    assertThat(tally.block()).isEqualTo(3);
    assertThat(tally.a().trials()).isEqualTo(50);
    assertThat(tally.b().trials()).isEqualTo(50);
    assertThat(tally.a().stimuli()).containsExactly(expected);
    assertThat(tally.a().responses()).containsExactly(count);
    assertThat(tally.a().squares()).containsExactly(count);
    assertThat(tally.a().weighted()[0]).containsExactly(first);
  }

  @Test
  void restartsALaneThatThrowsAndDoesItsBlockAgain() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    SimulatedObserver flaky =
        linear.disturbed(
            answer -> {
              if (answers.incrementAndGet() == 2) {
                throw new IllegalStateException("out of luck");
              }
              return answer;
            });
    ActorRef<LanePool.Command> pool = pool(1, PATIENCE);

    Tally disturbed = tally(reduce(pool, "study", flaky, 0));

    assertThat(disturbed.a().weighted())
        .isDeepEqualTo(tally(reduce(pool, "study", linear, 0)).a().weighted());
    assertThat(flaky.loads()).as("loaded anew after the restart").isEqualTo(2);
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 0, 0, 0));
  }

  @Test
  void failsAJobThatThrowsOnEveryAttemptWithItsCause() {
    SimulatedObserver broken =
        linear.disturbed(
            answer -> {
              throw new IllegalStateException("bad weights");
            });
    ActorRef<LanePool.Command> pool = pool(2, PATIENCE);

    assertThatThrownBy(() -> tally(reduce(pool, "study", broken, 0)))
        .hasRootCauseMessage("bad weights")
        .cause()
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage("observer linear failed 3 times on the same block: bad weights");
  }

  @Test
  void failsAJobWhoseAnswerIsNotFiniteAtOnceAndNamesTheTrial() throws Exception {
    SimulatedObserver undefined = linear.disturbed(answer -> answer.div(0).mul(0));
    ActorRef<LanePool.Command> pool = pool(1, PATIENCE);

    assertThatThrownBy(() -> tally(reduce(pool, "study", undefined, 2)))
        .cause()
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage(
            "observer linear answered NaN at output 0 of trial 200; its outputs must be finite numbers");
    assertThat(undefined.loads()).isEqualTo(1);
    assertThat(tally(reduce(pool, "other", linear, 0)).trials()).isEqualTo(100);
  }

  @Test
  void abandonsALaneOverItsDeadlineAndGivesTheBlockToAnother() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger answers = new AtomicInteger();
    SimulatedObserver stuck =
        linear.disturbed(
            answer -> {
              if (answers.incrementAndGet() == 1) {
                await(never);
              }
              return answer;
            });
    ActorRef<LanePool.Command> pool = pool(1, Duration.ofMillis(500));

    Tally tally = tally(reduce(pool, "study", stuck, 0));

    assertThat(tally.a().weighted())
        .isDeepEqualTo(tally(reduce(pool, "study", linear, 0)).a().weighted());
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 0, 1, 0));
    never.countDown();
  }

  @Test
  void sharesLanesEvenlyBetweenStudiesHoweverLongTheirQueues() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
    ActorRef<LanePool.Command> pool = pool(1, PATIENCE);
    CompletableFuture<JobResult> gate =
        reduce(pool, "gate", linear.disturbed(answer -> await(open, answer)), 0);
    List<CompletableFuture<JobResult>> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      jobs.add(reduce(pool, "long", named(order, "long"), i));
    }
    for (int i = 0; i < 4; i++) {
      jobs.add(reduce(pool, "short", named(order, "short"), i));
    }
    open.countDown();
    gate.get(60, TimeUnit.SECONDS);
    for (CompletableFuture<JobResult> job : jobs) {
      job.get(60, TimeUnit.SECONDS);
    }

    assertThat(order.indexOf("short"))
        .as("the late study is served early")
        .isLessThanOrEqualTo(2 * 2);
    assertThat(order.lastIndexOf("short"))
        .as("and ends long before the long queue does")
        .isLessThan(2 * 12);
  }

  @Test
  void dropsWhatWaitsOfAForgottenStudy() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    ActorRef<LanePool.Command> pool = pool(1, PATIENCE);
    CompletableFuture<JobResult> gate =
        reduce(pool, "gate", linear.disturbed(answer -> await(open, answer)), 0);
    CompletableFuture<JobResult> waiting = reduce(pool, "gone", linear, 0);

    pool.tell(new LanePool.Forget("gone"));

    assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("the study has ended");
    open.countDown();
    assertThat(gate.get(60, TimeUnit.SECONDS)).isInstanceOf(JobResult.Reduced.class);
  }

  /** Notes two batches a block: 100 trials, half by half. */
  private SimulatedObserver named(List<String> order, String name) {
    return linear.disturbed(
        answer -> {
          order.add(name);
          java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
          return answer;
        });
  }

  private static <T> T await(CountDownLatch latch, T value) {
    await(latch);
    return value;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int label(float[] x) {
    double[] logits = new double[2];
    for (int i = 0; i < x.length; i++) {
      logits[0] += WEIGHTS[i] * x[i];
      logits[1] += WEIGHTS[x.length + i] * x[i];
    }
    return logits[1] > logits[0] ? 1 : 0;
  }

  private static float[] weights() {
    float[] weights = new float[2 * SIDE * SIDE];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(3 * i + 1);
    }
    return weights;
  }

  private ActorRef<LanePool.Command> pool(int lanes, Duration deadline) {
    return system.spawn(
        LanePool.create(
            platform, new LaneSettings(lanes, deadline, 3, 1 << 20), new SimpleMeterRegistry()));
  }

  private CompletableFuture<JobResult> reduce(
      ActorRef<LanePool.Command> pool, String study, SimulatedObserver observer, long block) {
    StimulusBlock stimuli = stimulator.draw(block);
    return AskPattern.<LanePool.Command, JobResult>askWithStatus(
            pool,
            replyTo ->
                new LanePool.Submit(
                    new Job.Reduce(
                        study,
                        new Protocol(
                            observer,
                            new Rendering.AsDrawn(),
                            ClassReadout.LABEL,
                            false,
                            List.of(),
                            Optional.empty()),
                        plan,
                        stimuli),
                    replyTo),
            PATIENCE,
            system.scheduler())
        .toCompletableFuture();
  }

  private static Tally tally(CompletableFuture<JobResult> result)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    return ((JobResult.Reduced) result.get(60, TimeUnit.SECONDS)).tally();
  }

  private PoolStatus status(ActorRef<LanePool.Command> pool) throws Exception {
    return AskPattern.<LanePool.Command, PoolStatus>ask(
            pool, LanePool.GetStatus::new, PATIENCE, system.scheduler())
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
