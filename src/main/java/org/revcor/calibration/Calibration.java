package org.revcor.calibration;

import java.time.Instant;
import java.util.List;
import org.revcor.observer.ObserverDescription;

/**
 * What a short run found best for an observer on a machine.
 *
 * @param observer its name at the time
 * @param digest of the observer, which the calibration is found by
 * @param hardware the machine and the engine
 * @param made when, ISO 8601
 * @param batchSize trials best shown at once
 * @param lanes lanes that are best at it
 * @param trialsPerSecond of these, without drawing and sums
 * @param tried all that was measured
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

  /** What a search found. */
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
   * One of the choices.
   *
   * @param trialsPerSecond median over the rounds
   * @param spread median distance of the rounds from it
   */
  public record Measured(int batchSize, int lanes, double trialsPerSecond, double spread) {}
}
