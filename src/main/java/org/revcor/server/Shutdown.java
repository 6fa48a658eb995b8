package org.revcor.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.revcor.server.AnalysisEndpoints.AskAnalyses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shutdown sequence: report not ready, suspend the studies with checkpoints, stop the analyses,
 * reject new connections, close open ones.
 */
record Shutdown(
    ActorSystem<?> system,
    AskStudies studies,
    AskAnalyses analyses,
    ServerBinding binding,
    AtomicBoolean shuttingDown,
    Duration studiesTimeout) {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** Analyses stop at their next batch. */
  private static final Duration ANALYSES_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(3);

  void register() {
    CoordinatedShutdown phases = CoordinatedShutdown.get(system);
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "suspend the studies",
        () -> {
          shuttingDown.set(true);
          LOG.info("shutting down; suspending running studies");
          return studies
              .shutDown(studiesTimeout)
              .exceptionally(
                  late -> {
                    LOG.warn(
                        "studies were not suspended within {}; they will resume from their last"
                            + " checkpoints",
                        studiesTimeout);
                    return Done.getInstance();
                  });
        });
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "stop the analyses",
        () ->
            analyses
                .shutDown(ANALYSES_TIMEOUT)
                .exceptionally(
                    late -> {
                      LOG.warn("an analysis did not stop within {}", ANALYSES_TIMEOUT);
                      return Done.getInstance();
                    }));
    phases.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(), "reject new connections", binding::unbind);
    phases.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "close connections",
        () -> binding.terminate(TERMINATION_TIMEOUT).thenApply(terminated -> Done.getInstance()));
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "log the shutdown",
        () -> {
          LOG.info("shut down");
          return CompletableFuture.completedStage(Done.getInstance());
        });
  }
}
