package org.revcor.study.plan;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.revcor.inference.LaneInference;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference.LaneAccess;

/**
 * The lanes of this process.
 *
 * @param system system of the pool, whose default dispatcher draws for GPUs; {@link #close}
 *     terminates it, so only lanes of {@link #start} are closed
 */
public record LocalLanes(
    ActorRef<LanePool.Command> pool,
    Platform platform,
    int count,
    ActorSystem<?> system,
    MeterRegistry meters)
    implements Lanes, AutoCloseable {

  /** Starts lanes without a server, which {@link #close} releases. */
  public static LocalLanes start(Platform platform, LaneSettings settings) {
    MeterRegistry meters = new SimpleMeterRegistry();
    ActorSystem<LanePool.Command> pool =
        ActorSystem.create(LanePool.create(platform, settings, meters), "revcor");
    return new LocalLanes(pool, platform, platform.lanes(settings.cpuLanes()), pool, meters);
  }

  @Override
  public CompletionStage<?> started() {
    return CompletableFuture.completedStage(platform);
  }

  @Override
  public Platform platform() {
    return platform;
  }

  @Override
  public LaneInference of(String id, PreparedStudy study) {
    return new LaneInference(
        id,
        study.stimulus().sequence(),
        study.specification().seed(),
        study.protocol(),
        study.plan(),
        new LaneAccess(
            pool,
            count,
            system.dispatchers().lookup(DispatcherSelector.defaultDispatcher()),
            system.scheduler()),
        meters);
  }

  @Override
  public void close() {
    SystemTermination.of(system);
  }

  public static final class SystemTermination {
    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(10);

    private SystemTermination() {}

    /** Terminates a system and waits for it, but not for a lane that is stuck in native code. */
    public static void of(ActorSystem<?> system) {
      system.terminate();
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .completeOnTimeout(Done.getInstance(), TERMINATION_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
  }
}
