package org.revcor.study.plan;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.revcor.inference.BlockStream;
import org.revcor.inference.LaneAccess;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;

/**
 * The lanes of this process.
 *
 * @param pool the pool of the lanes
 * @param platform platform of the pool
 * @param count number of lanes
 * @param system system whose default dispatcher draws stimuli
 * @param meters registry of the time of drawing
 */
public record LocalLanes(
    ActorRef<LanePool.Command> pool,
    Platform platform,
    int count,
    ActorSystem<?> system,
    MeterRegistry meters)
    implements Lanes {
  @Override
  public CompletionStage<?> started() {
    return CompletableFuture.completedStage(platform);
  }

  @Override
  public BlockStream of(String id, PreparedStudy study) {
    return new BlockStream(
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
}
