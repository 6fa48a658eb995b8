package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.revcor.inference.Job.JobResult;
import org.revcor.inference.LanePool.Fault;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;

/**
 * One device or core that runs jobs one at a time, on its own thread.
 *
 * <p>A job that throws restarts the lane: it closes its observers, reports the failure to the pool,
 * and then reports that it is ready.
 */
final class Lane extends AbstractBehavior<Lane.Command> {
  /** Threads and memory of a lane; see {@code reference.conf}. */
  private static final String DISPATCHER = "revcor.lane-dispatcher";

  sealed interface Command {}

  record Work(long ticket, Job job, ActorRef<LanePool.Command> replyTo) implements Command {}

  static Props withOwnThread() {
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

  /** The reduction of the last block; the next block is usually of the same run. */
  private record CachedReduction(NumericPlan plan, Protocol protocol, BlockReduction reduction) {
    /**
     * Compares references: the blocks of a run share plan and protocol; comparing values is slow.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(Job job) {
      return plan == job.plan() && protocol == job.protocol();
    }
  }

  private final Device device;
  private final Platform platform;
  private final NDManager manager;
  private final LoadedObservers observers;
  private @Nullable CachedReduction cached;
  private @Nullable Work current;

  private Lane(
      ActorContext<Command> context, Device device, Platform platform, long observerBytes) {
    super(context);
    this.device = device;
    this.platform = platform;
    this.manager = NDManager.newBaseManager(device);
    this.observers = new LoadedObservers(device, observerBytes, new LoadReport());
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
    current = work;
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
      throw new IllegalStateException("a job threw; the lane restarts", e);
    }
  }

  private final class LoadReport implements LoadedObservers.LoadListener {
    @Override
    public void onLoading(ObserverSource source) {
      if (current != null) {
        current
            .replyTo()
            .tell(new LanePool.Loading(getContext().getSelf(), current.ticket(), source.bytes()));
      }
    }

    @Override
    public void onLoaded(ObserverSource source) {
      if (current != null) {
        current.replyTo().tell(new LanePool.Loaded(getContext().getSelf(), current.ticket()));
      }
    }
  }

  /** Returns JOB for errors that Revcor detects itself, which have no cause. */
  private static Fault fault(Throwable failure) {
    return failure instanceof RevcorException && failure.getCause() == null
        ? Fault.JOB
        : Fault.LANE;
  }

  private JobResult result(Job job) {
    JniUtils.setNumThreads(1);
    StimulusBlock stimuli = job.drawer().draw(job.block());
    try {
      return result(job, stimuli);
    } finally {
      job.drawer().release(stimuli);
    }
  }

  private JobResult result(Job job, StimulusBlock stimuli) {
    return switch (job) {
      case Job.Reduce reduce -> {
        BlockReduction reduction = reduction(reduce);
        if (observers.get(reduce.observer()) instanceof ExternalObserver external) {
          external.setOutputs(reduce.outputs());
        }
        yield new JobResult.Reduced(reduction.reduce(stimuli, manager));
      }
      case Job.Render render -> new JobResult.Rendered(reduction(render).images(stimuli, manager));
    };
  }

  private BlockReduction reduction(Job job) {
    if (cached != null && cached.isFor(job)) {
      return cached.reduction;
    }
    Protocol protocol = job.protocol();
    requireSamePlatform(job.plan());
    cached = null; // other observers are loaded in the place of its observer
    BlockReduction reduction =
        new BlockReduction(
            observers.get(job.observer()), protocol.decoder().map(observers::get), protocol);
    cached = new CachedReduction(job.plan(), protocol, reduction);
    return reduction;
  }

  private void requireSamePlatform(NumericPlan plan) {
    if (!platform.computes(plan.platform())) {
      throw new IllegalStateException(
          "the study's plan is for %s, but lane %s has %s"
              .formatted(plan.platform(), device, platform));
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private Behavior<Command> release() {
    cached = null;
    observers.close();
    manager.close();
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
    return this;
  }

  /**
   * The loaded observers of one lane, an LRU cache. Used by the lane's thread only.
   *
   * <p>Observers are closed before a new one is loaded, so that together they never exceed the
   * limit. An observer larger than the limit is loaded alone.
   */
  static final class LoadedObservers implements AutoCloseable {
    interface LoadListener {
      void onLoading(ObserverSource source);

      void onLoaded(ObserverSource source);
    }

    private final Device device;
    private final long maxBytes;
    private final LoadListener listener;
    private final Map<ObserverSource, Observer> observers = new LinkedHashMap<>(16, 0.75f, true);

    LoadedObservers(Device device, long maxBytes, LoadListener listener) {
      this.device = device;
      this.maxBytes = maxBytes;
      this.listener = listener;
    }

    Observer get(ObserverSource source) {
      Observer loaded = observers.get(source);
      if (loaded == null) {
        listener.onLoading(source);
        evict(maxBytes - source.bytes());
        loaded = source.load(device);
        observers.put(source, loaded);
        listener.onLoaded(source);
      }
      return loaded;
    }

    private void evict(long limit) {
      long bytes = observers.values().stream().mapToLong(Observer::bytes).sum();
      Iterator<Observer> eldest = observers.values().iterator();
      while (bytes > limit && eldest.hasNext()) {
        Observer observer = eldest.next();
        bytes -= observer.bytes();
        eldest.remove();
        observer.close();
      }
    }

    @Override
    public void close() {
      observers.values().forEach(Observer::close);
      observers.clear();
    }
  }
}
