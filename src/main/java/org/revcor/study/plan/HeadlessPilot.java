package org.revcor.study.plan;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;

/** A pilot without a server, on its own lanes. Writes nothing to disk. Thread-safe. */
public record HeadlessPilot(ActorSystem<LanePool.Command> lanes, Pilot pilot)
    implements AutoCloseable {

  /** Starts the lanes. The pilot waits for a block as long as the lanes may take. */
  public static HeadlessPilot start(Materials materials, LaneSettings settings) {
    Platform platform = Platform.ofThisMachine(settings.kernels());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ActorSystem<LanePool.Command> lanes =
        ActorSystem.create(LanePool.create(platform, settings, meters), "revcor");
    return new HeadlessPilot(
        lanes,
        new Pilot(
            materials,
            new Pilot.Resources(
                new LocalLanes(lanes, platform, platform.lanes(settings.cpuLanes()), lanes, meters),
                Materializer.createMaterializer(lanes),
                settings.observerBytes()),
            settings.blockDeadline().multipliedBy(settings.attempts() + 1L)));
  }

  /** Releases the lanes. Does not wait for a lane that is stuck in native code. */
  @Override
  public void close() {
    SystemTermination.of(lanes);
  }
}
