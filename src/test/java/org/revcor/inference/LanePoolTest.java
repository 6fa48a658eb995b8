package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.inference.Job.JobOverdueException;
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

class LanePoolTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration NO_TIMEOUT = Duration.ofDays(1);
  private static final int SIDE = 4;
  private static final StimulusSequence NOISE =
      new StimulusSequence(new WhiteNoise(new UniformLaw(), SIDE * SIDE), false);
  private static final float[] WEIGHTS = weights();

  @AutoClose("shutdownTestKit")
  private final ActorTestKit system = ActorTestKit.create();

  private final Platform platform = Platform.ofThisMachine();
  private final NumericPlan plan =
      NumericPlan.of(SIDE * SIDE, Optional.of(100_000L), Optional.of(100), platform);
  private final BlockDrawer drawer = new BlockDrawer(NOISE, 7, plan);
  private final SimulatedObserver linear = SimulatedObserver.linear("linear", SIDE, SIDE, WEIGHTS);

  private final Map<ObserverSource, Protocol> protocols = new HashMap<>();

  @Test
  void reducesABlockToTheSumsOfItsTrials() throws Exception {
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);

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
    assertThat(tally.a().squaredResponses()).containsExactly(count);
    assertThat(tally.a().weighted()[0]).containsExactly(first);
  }

  @Test
  void restartsALaneThatThrowsAndRetriesItsBlock() throws Exception {
    AtomicInteger outputs = new AtomicInteger();
    SimulatedObserver flaky =
        linear.disturbed(
            output -> {
              if (outputs.incrementAndGet() == 2) {
                throw new IllegalStateException("out of luck");
              }
              return output;
            });
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);

    Tally disturbed = tally(reduce(pool, "study", flaky, 0));

    assertThat(disturbed.a().weighted())
        .isDeepEqualTo(tally(reduce(pool, "study", linear, 0)).a().weighted());
    assertThat(flaky.loads()).as("loaded anew after the restart").isEqualTo(2);
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 0, 0, 0));
  }

  @Test
  void reloadsAnEvictedObserver() throws Exception {
    SimulatedObserver other = SimulatedObserver.linear("other", SIDE, SIDE, WEIGHTS);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ActorRef<LanePool.Command> pool =
        system.spawn(
            LanePool.create(platform, new LaneSettings(1, TIMEOUT, 3, linear.bytes()), registry));

    Tally before = tally(reduce(pool, "study", linear, 0));
    tally(reduce(pool, "study", linear, 1));
    assertThat(linear.loads()).isEqualTo(1);
    tally(reduce(pool, "study", other, 0));
    Tally after = tally(reduce(pool, "study", linear, 0));

    assertThat(linear.loads()).isEqualTo(2);
    assertThat(registry.counter("revcor.jobs.failed").count()).isZero();
    assertThat(after.a().weighted()).isDeepEqualTo(before.a().weighted());
  }

  @Test
  void failsAJobThatThrowsOnEveryAttemptWithItsCause() {
    SimulatedObserver broken =
        linear.disturbed(
            output -> {
              throw new IllegalStateException("bad weights");
            });
    ActorRef<LanePool.Command> pool = pool(2, TIMEOUT);

    assertThatThrownBy(() -> tally(reduce(pool, "study", broken, 0)))
        .hasRootCauseMessage("bad weights")
        .cause()
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage("observer linear failed 3 times on the same block: bad weights");
  }

  @Test
  void failsAJobWithoutRetryIfAnOutputIsNotFinite() throws Exception {
    SimulatedObserver undefined = linear.disturbed(output -> output.div(0).mul(0));
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);

    assertThatThrownBy(() -> tally(reduce(pool, "study", undefined, 2)))
        .cause()
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage(
            "observer linear returned NaN at output 0 of trial 200; its outputs must be finite"
                + " numbers");
    assertThat(undefined.loads()).isEqualTo(1);
    assertThat(tally(reduce(pool, "other", linear, 0)).trials()).isEqualTo(100);
  }

  @Test
  void deadlineBeginsAtTheStartOfABlock() throws Exception {
    ActorTestKit clockwork = ActorTestKit.create(ManualTime.config());
    ManualTime time = ManualTime.get(clockwork.system());
    Duration deadline = Duration.ofMinutes(2);
    Duration nearly = deadline.minusMillis(1);
    List<Gate> gates = List.of(new Gate(), new Gate(), new Gate());
    try {
      ActorRef<LanePool.Command> pool =
          clockwork.spawn(
              LanePool.create(platform, settings(1, deadline), new SimpleMeterRegistry()));
      List<CompletableFuture<JobResult>> jobs = new ArrayList<>();
      for (int block = 0; block < 3; block++) {
        Gate gate = gates.get(block);
        jobs.add(reduce(pool, "study", linear.disturbed(gate::pass), block));
      }
      for (int block = 0; block < 2; block++) {
        gates.get(block).awaitArrival();
        time.timePasses(nearly);
        gates.get(block).open();
        tally(jobs.get(block));
      }
      assertThat(status(pool))
          .as("waited long, worked briefly")
          .isEqualTo(new PoolStatus(1, 1, 0, 0));

      gates.get(2).awaitArrival();
      assertThat(status(pool).busy()).as("knows that the observer is loaded").isEqualTo(1);
      time.timePasses(deadline);

      assertOverdue(jobs.get(2), "observer linear did not respond within 120 s");
      CompletableFuture<JobResult> next = reduce(pool, "study", linear, 3);
      assertThat(status(pool)).as("the lane is not free").isEqualTo(new PoolStatus(1, 1, 0, 1));
      gates.get(2).open();
      assertThat(tally(next).block()).as("by the lane, which is free").isEqualTo(3);
    } finally {
      gates.forEach(Gate::open);
      clockwork.shutdownTestKit();
    }
  }

  @Test
  void loadingAnObserverHasADeadlineOfItsOwn() throws Exception {
    ActorTestKit clockwork = ActorTestKit.create(ManualTime.config());
    ManualTime time = ManualTime.get(clockwork.system());
    Gate gate = new Gate();
    try {
      ActorRef<LanePool.Command> pool =
          clockwork.spawn(
              LanePool.create(
                  platform, settings(1, Duration.ofMillis(100)), new SimpleMeterRegistry()));
      CompletableFuture<JobResult> job = reduce(pool, "study", new SlowSource(linear, gate), 0);

      gate.awaitArrival();
      assertThat(status(pool).busy()).as("knows that the observer is being loaded").isEqualTo(1);
      time.timePasses(Duration.ofSeconds(32));
      assertThat(status(pool).busy()).isEqualTo(1);
      assertThat(job).as("30 s, and one for each MiB").isNotDone();
      time.timePasses(Duration.ofSeconds(1));

      assertOverdue(job, "observer linear could not be loaded within 33 s");
    } finally {
      gate.open();
      clockwork.shutdownTestKit();
    }
  }

  /** An observer whose loading waits for a gate. */
  private record SlowSource(ObserverSource source, Gate gate) implements ObserverSource {
    @Override
    public ObserverDescription description() {
      return source.description();
    }

    @Override
    public long bytes() {
      return 3 << 20;
    }

    @Override
    public Observer load(Device device) {
      gate.pass();
      return source.load(device);
    }
  }

  /** Blocks a lane in the middle of a block. */
  private static final class Gate {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    NDArray pass(NDArray output) {
      pass();
      return output;
    }

    void pass() {
      arrived.countDown();
      await(opened);
    }

    void awaitArrival() {
      await(arrived);
    }

    void open() {
      opened.countDown();
    }
  }

  private static void assertOverdue(CompletableFuture<JobResult> job, String problem) {
    assertThatThrownBy(() -> tally(job))
        .cause()
        .isInstanceOf(JobOverdueException.class)
        .hasMessage(problem);
  }

  @Test
  void failsABatchThatDoesNotFitWithoutRetryAndRestartsTheLane() throws Exception {
    AtomicInteger outputs = new AtomicInteger();
    SimulatedObserver tooLarge =
        linear.disturbed(
            output -> {
              outputs.incrementAndGet();
              return output.getManager().zeros(new Shape(1L << 44));
            });
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);

    assertThatThrownBy(() -> tally(reduce(pool, "study", tooLarge, 0)))
        .cause()
        .isInstanceOf(MemoryShortageException.class)
        .hasMessageMatching(
            "a batch of 50 trials of observer linear does not fit in memory \\(.*can't allocate"
                + " memory: you tried to allocate 70368744177664 bytes.*\\); set study.batch-size"
                + " below 50 or use fewer lanes \\(--lanes, or the setting lanes.cpu-lanes\\); it"
                + " is not reduced automatically, since that changes the last digits");
    assertThat(outputs).as("no second attempt").hasValue(1);
    assertThat(tally(reduce(pool, "other", linear, 0)).trials()).isEqualTo(100);
    assertThat(tally(reduce(pool, "study", linear, 1)).trials()).isEqualTo(100);
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 0, 0, 0));
  }

  @ParameterizedTest
  @MethodSource
  void detectsEveryFormOfMemoryShortage(Throwable shortage, String said) throws Exception {
    AtomicInteger outputs = new AtomicInteger();
    SimulatedObserver tooLarge =
        linear.disturbed(
            output -> {
              outputs.incrementAndGet();
              throw sneaky(shortage);
            });
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);

    assertThatThrownBy(() -> tally(reduce(pool, "study", tooLarge, 0)))
        .cause()
        .isInstanceOf(MemoryShortageException.class)
        .hasMessageStartingWith(
            "a batch of 50 trials of observer linear does not fit in memory (%s); ", said);
    assertThat(outputs).hasValue(1);
    assertThat(tally(reduce(pool, "other", linear, 0)).trials()).isEqualTo(100);
  }

  static Stream<Arguments> detectsEveryFormOfMemoryShortage() {
    String cuda = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 14 GiB in all";
    String onnx = "Failed to allocate memory for requested buffer of size 9663676416";
    return Stream.of(
        arguments(new OutOfMemoryError("Java heap space"), "Java heap space"),
        arguments(new EngineException(cuda), cuda),
        arguments(new EngineException(onnx), onnx),
        arguments(new EngineException("std::bad_alloc"), "std::bad_alloc"),
        arguments(
            new ObserverFailedException(
                "observer linear failed: it broke",
                new EngineException(
                    "The following operation failed:\n  File a.py, line 3\nRuntimeError: "
                        + cuda
                        + "\n")),
            "RuntimeError: " + cuda));
  }

  @Test
  void doesNotDetectAShortageByTheObserversName() {
    SimulatedObserver named =
        SimulatedObserver.linear("out of memory", SIDE, SIDE, WEIGHTS)
            .disturbed(output -> output.div(0).mul(0));

    assertThatThrownBy(() -> tally(reduce(pool(1, TIMEOUT), "study", named, 0)))
        .cause()
        .isInstanceOf(ObserverFailedException.class);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
    throw (T) any;
  }

  @Test
  void sharesLanesEvenlyForQueuesOfAnyLength() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);
    CompletableFuture<JobResult> gate =
        reduce(pool, "gate", linear.disturbed(output -> await(open, output)), 0);
    List<CompletableFuture<JobResult>> jobs = new ArrayList<>();
    List<CompletableFuture<JobResult>> others = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      others.add(reduce(pool, "long", named(order, "long"), i));
    }
    for (int i = 0; i < 4; i++) {
      jobs.add(reduce(pool, "short", named(order, "short"), i));
    }
    open.countDown();
    gate.get(60, TimeUnit.SECONDS);
    for (CompletableFuture<JobResult> job : jobs) {
      job.get(60, TimeUnit.SECONDS);
    }

    List<String> soFar = List.copyOf(order);
    pool.tell(new LanePool.Forget("long"));
    assertThat(soFar.indexOf("short"))
        .as("the late study is served early")
        .isLessThanOrEqualTo(2 * 2);
    // equal lane seconds, not equal numbers: a long study makes up for the time of a stalled job
    assertThat(soFar.lastIndexOf("short"))
        .as("and ends long before the long queue does")
        .isLessThan(2 * 50);
    assertThatThrownBy(() -> others.getLast().get(60, TimeUnit.SECONDS))
        .hasMessageContaining("the study has ended");
  }

  @Test
  void assignsTheNextJobToALaneWithAShortJob() throws Exception {
    Gate first = new Gate();
    Gate second = new Gate();
    ActorRef<LanePool.Command> pool =
        system.spawn(
            Behaviors.intercept(
                () -> new DelayedCompletion(1, second),
                LanePool.create(platform, settings(1, TIMEOUT), new SimpleMeterRegistry())));
    long start;
    do { // the last block was short
      start = System.nanoTime();
      tally(reduce(pool, "study", linear, 0));
    } while (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(200));

    CompletableFuture<JobResult> one = reduce(pool, "study", linear.disturbed(first::pass), 1);
    CompletableFuture<JobResult> two = reduce(pool, "study", linear.disturbed(second::pass), 2);
    first.awaitArrival();
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 1, 0, 1));
    first.open();

    assertThat(tally(one).block()).isEqualTo(1);
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 1, 0, 0));
    second.open();
    assertThat(tally(two).block()).isEqualTo(2);
  }

  /** Delays the message of a completed block until a later block has reached its gate. */
  private static final class DelayedCompletion
      extends BehaviorInterceptor<LanePool.Command, LanePool.Command> {
    private final long block;
    private final Gate later;

    DelayedCompletion(long block, Gate later) {
      super(LanePool.Command.class);
      this.block = block;
      this.later = later;
    }

    @Override
    public Behavior<LanePool.Command> aroundReceive(
        TypedActorContext<LanePool.Command> context,
        LanePool.Command message,
        ReceiveTarget<LanePool.Command> pool) {
      if (message instanceof LanePool.JobDone done
          && done.result() instanceof JobResult.Reduced reduced
          && reduced.tally().block() == block) {
        later.awaitArrival();
      }
      return pool.apply(context, message);
    }
  }

  @Test
  void aRestartedLaneContinuesWithItsNextJob() throws Exception {
    AtomicInteger outputs = new AtomicInteger();
    SimulatedObserver flaky =
        linear.disturbed(
            output -> {
              if (outputs.incrementAndGet() == 1) {
                throw new IllegalStateException("out of luck");
              }
              return output;
            });
    ActorRef<LanePool.Command> pool = pool(1, TIMEOUT);
    tally(reduce(pool, "study", linear, 0));

    List<CompletableFuture<JobResult>> jobs =
        List.of(reduce(pool, "study", flaky, 1), reduce(pool, "study", linear, 2));

    assertThat(tally(jobs.get(0)).block()).isEqualTo(1);
    assertThat(tally(jobs.get(1)).block()).isEqualTo(2);
    assertThat(status(pool)).isEqualTo(new PoolStatus(1, 0, 0, 0));
  }

  @Test
  void assignsNoNextJobBehindAJobOfUnknownTime() throws Exception {
    Gate first = new Gate();
    Gate second = new Gate();
    ActorRef<LanePool.Command> pool = pool(2, TIMEOUT);
    tally(reduce(pool, "brief", linear, 0));

    CompletableFuture<JobResult> unknown =
        reduce(pool, "unknown", linear.disturbed(first::pass), 0);
    first.awaitArrival();
    CompletableFuture<JobResult> brief = reduce(pool, "brief", linear.disturbed(second::pass), 1);
    second.awaitArrival();
    List<CompletableFuture<JobResult>> waiting =
        List.of(reduce(pool, "brief", linear, 2), reduce(pool, "brief", linear, 3));
    assertThat(status(pool)).isEqualTo(new PoolStatus(2, 2, 0, 2));
    second.open();

    tally(brief);
    assertThat(tally(waiting.get(0)).block()).as("behind the brief one").isEqualTo(2);
    assertThat(tally(waiting.get(1)).block()).isEqualTo(3);
    assertThat(unknown).isNotDone();
    first.open();
    tally(unknown);
  }

  @Test
  void assignsNoNextJobIfThereAreFewerJobsThanLanes() throws Exception {
    Gate first = new Gate();
    Gate second = new Gate();
    ActorRef<LanePool.Command> pool = pool(2, TIMEOUT);
    tally(reduce(pool, "study", linear, 0));

    CompletableFuture<JobResult> held = reduce(pool, "study", linear.disturbed(first::pass), 1);
    first.awaitArrival();
    CompletableFuture<JobResult> other = reduce(pool, "study", linear.disturbed(second::pass), 2);
    second.awaitArrival();
    CompletableFuture<JobResult> waiting = reduce(pool, "study", linear, 3);
    assertThat(status(pool)).isEqualTo(new PoolStatus(2, 2, 0, 1));
    second.open();

    tally(other);
    assertThat(tally(waiting).block()).isEqualTo(3);
    assertThat(held).isNotDone();
    first.open();
    tally(held);
  }

  /** Records two batches per block: 100 trials, one batch per half. */
  private SimulatedObserver named(List<String> order, String name) {
    return linear.disturbed(
        output -> {
          order.add(name);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
          return output;
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
        LanePool.create(platform, settings(lanes, deadline), new SimpleMeterRegistry()));
  }

  private static LaneSettings settings(int lanes, Duration deadline) {
    return new LaneSettings(lanes, deadline, 3, 1 << 20);
  }

  private CompletableFuture<JobResult> reduce(
      ActorRef<LanePool.Command> pool, String study, ObserverSource observer, long block) {
    return AskPattern.<LanePool.Command, JobResult>askWithStatus(
            pool,
            replyTo ->
                new LanePool.Submit(
                    new Job.Reduce(
                        study,
                        protocols.computeIfAbsent(observer, LanePoolTest::labels),
                        plan,
                        drawer,
                        block),
                    replyTo),
            NO_TIMEOUT,
            system.scheduler())
        .toCompletableFuture();
  }

  private static Protocol labels(ObserverSource observer) {
    return new Protocol(
        observer, new Rendering.AsDrawn(), ClassReadout.LABEL, false, List.of(), AverageSums.ALONE);
  }

  private static Tally tally(CompletableFuture<JobResult> result)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    return ((JobResult.Reduced) result.get(60, TimeUnit.SECONDS)).tally();
  }

  private PoolStatus status(ActorRef<LanePool.Command> pool) throws Exception {
    return AskPattern.<LanePool.Command, PoolStatus>ask(
            pool, LanePool.GetStatus::new, NO_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
