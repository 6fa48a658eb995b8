package org.revcor.inference.calibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.revcor.observer.ObserverSource;

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
 * @param ignoresKernels whether vector kernels do not support the observer, so that it runs the
 *     same without them; false in calibrations of earlier versions
 */
public record Calibration(
    String observer,
    String digest,
    Hardware hardware,
    String made,
    int batchSize,
    int lanes,
    double trialsPerSecond,
    List<Measured> tried,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean ignoresKernels) {
  public Calibration {
    tried = List.copyOf(tried);
  }

  /** Returns the calibration that a search found. */
  public static Calibration of(
      ObserverSource observer, Hardware hardware, Instant made, CalibrationSearch.Found found) {
    return new Calibration(
        observer.description().name(),
        observer.description().digest(),
        hardware,
        made.toString(),
        found.best().batchSize(),
        found.best().lanes(),
        found.best().trialsPerSecond(),
        found.tried(),
        !observer.supportsVectorKernels());
  }

  /**
   * The speed measured for one batch size and number of lanes.
   *
   * @param trialsPerSecond median over the rounds
   * @param spread median absolute deviation of the rounds
   */
  public record Measured(int batchSize, int lanes, double trialsPerSecond, double spread) {}
}
