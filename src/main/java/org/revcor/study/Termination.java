package org.revcor.study;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/** The end of actors that have lanes of their own. */
final class Termination {
  private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(10);

  private Termination() {}

  /** Ends a system and waits for it; not for a lane that is stuck in native code. */
  static void of(ActorSystem<?> system) {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .completeOnTimeout(Done.getInstance(), TERMINATION_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
