package org.revcor.lane;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/**
 * One device, or one core, that turns jobs into results, one at a time, on a thread of its own.
 *
 * <p>A job that throws restarts the lane: it drops its observers, tells the pool, and reports for
 * work again.
 */
final class Lane extends AbstractBehavior<Lane.Command> {
  /** Threads and memory of a lane; see {@code reference.conf}. */
  private static final String DISPATCHER = "revcor.lane-dispatcher";

  sealed interface Command {}

  record Work(long ticket, Job job, ActorRef<LanePool.Command> replyTo) implements Command {}

  static Props onItsOwnThread() {
    return DispatcherSelector.fromConfig(DISPATCHER);
  }

  static Behavior<Command> create(
      Device device, Platform platform, long observerBytes, ActorRef<LanePool.Command> pool) {
    Behavior<Command> lane =
        Behaviors.setup(
            context -> {
              pool.tell(new LanePool.LaneReady(context.getSelf()));
              return new Lane(context, device, platform, observerBytes);
            });
    return Behaviors.supervise(lane)
        .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false));
  }

  /** How the last job was done, if it was a block: the next is mostly another of the same run. */
  private record CachedResults(NumericPlan plan, Protocol protocol, BlockReduction reduction) {
    /** All blocks of a run have the same plan and protocol, and to compare their values is long. */
    @SuppressWarnings("ReferenceEquality")
    boolean suits(Job.Reduce job) {
      return plan == job.plan() && protocol == job.protocol();
    }
  }

  private final Device device;
  private final Platform platform;
  private final NDManager manager;
  private final LoadedObservers observers;
  private @Nullable CachedResults kept;

  private Lane(
      ActorContext<Command> context, Device device, Platform platform, long observerBytes) {
    super(context);
    this.device = device;
    this.platform = platform;
    this.manager = NDManager.newBaseManager(device);
    this.observers = new LoadedObservers(device, observerBytes);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Work.class, this::onWork)
        .onSignal(PreRestart.class, signal -> release())
        .onSignal(PostStop.class, signal -> release())
        .build();
  }

  private Behavior<Command> onWork(Work work) {
    long start = System.nanoTime();
    try {
      JobResult result = result(work.job());
      work.replyTo()
          .tell(
              new LanePool.JobDone(getContext().getSelf(), work.ticket(), result, seconds(start)));
      return this;
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      Optional<MemoryShortageException> shortage =
          MemoryShortageException.of(work.job(), device, e);
      Fault fault = shortage.isPresent() ? Fault.MEMORY : fault(e);
      Throwable cause = shortage.<Throwable>map(advice -> advice).orElse(e);
      work.replyTo()
          .tell(
              new LanePool.JobFailed(
                  getContext().getSelf(), work.ticket(), cause, fault, seconds(start)));
      if (fault == Fault.JOB) {
        return this;
      }
      throw new IllegalStateException("a job threw; the lane starts anew", e);
    }
  }

  /** What is said of an answer is no fault of the lane, unless something else is behind it. */
  private static Fault fault(Throwable failure) {
    return failure instanceof RevcorException && failure.getCause() == null
        ? Fault.JOB
        : Fault.LANE;
  }

  private JobResult result(Job job) {
    JniUtils.setNumThreads(1);
    return switch (job) {
      case Job.Reduce reduce ->
          new JobResult.Reduced(
              reduce.stimuli(), reduction(reduce).reduce(reduce.stimuli(), manager));
      case Job.Compare compare -> {
        drop();
        requireSamePlatform(compare.plan());
        yield new JobResult.Compared(
            new PrecisionComparison(compare.protocol(), observers, manager)
                .compare(compare.stimuli()));
      }
      case Job.Answer output -> {
        drop();
        yield new JobResult.Answered(
            probabilities(observers.get(output.observer()), output.images()));
      }
    };
  }

  private BlockReduction reduction(Job.Reduce reduce) {
    if (kept != null && kept.suits(reduce)) {
      return kept.reduction;
    }
    drop();
    Protocol protocol = reduce.protocol();
    requireSamePlatform(reduce.plan());
    requireSamePrecision(reduce.plan(), reduce.observer());
    BlockReduction reduction =
        new BlockReduction(
            observers.get(reduce.observer()), protocol.decoder().map(observers::get), protocol);
    kept = new CachedResults(reduce.plan(), protocol, reduction);
    return reduction;
  }

  private void drop() {
    if (kept != null) {
      kept.reduction.close();
      kept = null;
    }
  }

  private static void requireSamePrecision(NumericPlan plan, ObserverSource observer) {
    if (plan.precision() != observer.precision()) {
      throw new IllegalStateException(
          "the study's plan is for %s, its observer has %s"
              .formatted(plan.precision().word(), observer.precision().word()));
    }
  }

  private void requireSamePlatform(NumericPlan plan) {
    if (!plan.platform().equals(platform.in(plan.precision()))) {
      throw new IllegalStateException(
          "the study's plan is for %s, lane %s has %s"
              .formatted(plan.platform(), device, platform));
    }
  }

  private float[][] probabilities(Observer observer, float[] images) {
    ObserverDescription shape = observer.description();
    int n = images.length / shape.values();
    try (NDManager scope = manager.newSubManager()) {
      NDArray stimuli =
          scope.create(images, new Shape(n, shape.planes(), shape.height(), shape.width()));
      float[] flat =
          ClassReadout.PROBABILITY.responses(observer.forward(stimuli), shape).toFloatArray();
      int classes = flat.length / n;
      float[][] rows = new float[n][classes];
      for (int i = 0; i < n; i++) {
        System.arraycopy(flat, i * classes, rows[i], 0, classes);
      }
      return rows;
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private Behavior<Command> release() {
    drop();
    observers.close();
    manager.close();
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
    return this;
  }
}
