package org.revcor.study.run;

import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.revcor.study.served.InferenceClient.ServerUnavailableException;

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

  /**
   * Delays between requests to a server that is unavailable.
   *
   * @param failures number of requests in a row that failed
   */
  record Backoff(int failures) {
    static final Backoff NONE = new Backoff(0);

    private static final Duration MIN_DELAY = Duration.ofMillis(250);
    private static final Duration MAX_DELAY = Duration.ofSeconds(30);
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

    /** Number of failures from which on a study is shown as waiting. */
    private static final int MIN_SHOWN = 3;

    Backoff next() {
      return new Backoff(Math.min(failures + 1, Integer.SIZE));
    }

    /**
     * Returns the delay after the last failure: doubled each time, or longer if the server wants
     * that.
     *
     * @param retryAfter time that the server states; at most ten minutes of it are used
     */
    Duration delay(Optional<Duration> retryAfter) {
      long factor = 1L << Math.max(0, failures - 1);
      Duration standard = min(MIN_DELAY.multipliedBy(factor), MAX_DELAY);
      return retryAfter.map(wanted -> max(standard, min(wanted, MAX_RETRY_AFTER))).orElse(standard);
    }

    /** Returns whether a study is shown as waiting. */
    boolean isShown(Duration delay) {
      return failures >= MIN_SHOWN || delay.compareTo(Duration.ofSeconds(1)) >= 0;
    }

    private static Duration min(Duration one, Duration other) {
      return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
      return one.compareTo(other) > 0 ? one : other;
    }
  }
}
