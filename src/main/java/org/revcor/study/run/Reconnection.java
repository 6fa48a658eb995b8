package org.revcor.study.run;

import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.revcor.study.served.ServerUnavailableException;

/** The time until a {@link ServedResponder} connects again to a server that is unavailable. */
final class Reconnection {
  private final TimerScheduler<ServedResponder.Command> timers;
  private final ActorRef<ResponseCollector.Command> collector;
  private Backoff backoff = Backoff.NONE;

  /** Time of the timer, of {@link System#nanoTime}. */
  private long end;

  Reconnection(
      TimerScheduler<ServedResponder.Command> timers,
      ActorRef<ResponseCollector.Command> collector) {
    this.timers = timers;
    this.collector = collector;
  }

  boolean isPending() {
    return timers.isTimerActive(ServedResponder.Reconnect.class);
  }

  /** Starts the timer, or extends it if the server wants a later request than stated before. */
  void onFailure(ServerUnavailableException failure) {
    boolean isPending = isPending();
    if (!isPending) {
      backoff = backoff.next();
    }
    Duration delay = backoff.delay(failure.retryAfter());
    long wanted = System.nanoTime() + delay.toNanos();
    if (isPending && (failure.retryAfter().isEmpty() || wanted - end <= 0)) {
      return;
    }
    end = wanted;
    if (backoff.isShown(delay)) {
      report(Optional.of("waiting for observer: " + failure.getMessage()));
    }
    timers.startSingleTimer(
        ServedResponder.Reconnect.class, new ServedResponder.Reconnect(), delay);
  }

  /** Resets the delay, unless the response is to a request from before the failure. */
  void onResponse() {
    if (backoff.failures() > 0 && !isPending()) {
      backoff = Backoff.NONE;
      report(Optional.empty());
    }
  }

  private void report(Optional<String> obstacle) {
    collector.tell(new ResponseCollector.ReportObstacle(obstacle));
  }
}
