package org.revcor.inference.calibration;

import java.time.Instant;
import java.util.List;
import org.revcor.observer.ObserverDescription;

/**
 * The fastest batch size and number of lanes measured for an observer on a machine.
 *
 * @param observer name of the observer when it was measured
 * @param digest digest of the observer, the key of the calibration
 * @param hardware the machine and the engine
 * @param made time of the measurement, ISO 8601
 * @param batchSize trials per batch
 * @param lanes number of lanes
 * @param trialsPerSecond speed of the network alone, without drawing and sums
 * @param tried all measurements
 */
public record Calibration(
    String observer,
    String digest,
    Hardware hardware,
    String made,
    int batchSize,
    int lanes,
    double trialsPerSecond,
    List<Measured> tried) {
  public Calibration {
    tried = List.copyOf(tried);
  }

  /** Returns the calibration that a search found. */
  public static Calibration of(
      ObserverDescription observer,
      Hardware hardware,
      Instant made,
      CalibrationSearch.Found found) {
    return new Calibration(
        observer.name(),
        observer.digest(),
        hardware,
        made.toString(),
        found.best().batchSize(),
        found.best().lanes(),
        found.best().trialsPerSecond(),
        found.tried());
  }

  /**
   * The speed measured for one batch size and number of lanes.
   *
   * @param trialsPerSecond median over the rounds
   * @param spread median absolute deviation of the rounds
   */
  public record Measured(int batchSize, int lanes, double trialsPerSecond, double spread) {}
}
