package org.revcor.study.plan;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/** Terminates actor systems that have lanes. */
public final class SystemTermination {
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
