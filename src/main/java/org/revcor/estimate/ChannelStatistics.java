package org.revcor.estimate;

import java.util.Optional;
import java.util.OptionalDouble;
import org.revcor.estimate.GradientCheck.Agreement;

/**
 * Precision and reliability of a channel's map.
 *
 * @param count Σr; for labels the number of trials
 * @param nEff effective number of trials, (Σr)²/Σr²; for kernels, whose responses have no natural
 *     zero, {@code responses}
 * @param signal ratio of the power of the map to the power of its noise
 * @param largestError largest standard error of the map; NaN while it is not defined, and for
 *     gradients: their sums may depend on a few stimuli, so their errors give no interval
 * @param blocks effective number of blocks of the standard errors, (Σw)²/Σw²; 0 if errors are not
 *     estimated from blocks
 * @param spread standard deviation of the responses; NaN if it is not known, or all are 0
 * @param responses see {@link ResponseMoments#effective}; NaN if it is not known
 * @param agreement agreement of gradients with averages; empty for other estimators
 */
public record ChannelStatistics(
    double count,
    double nEff,
    SignalToNoise signal,
    double largestError,
    double blocks,
    double spread,
    double responses,
    Optional<Agreement> agreement) {

  /** Minimum standard deviation of responses, in steps of float32. */
  private static final int MIN_STEPS = 100;

  /**
   * Statistics of a channel without responses, such as most classes of a network with a thousand,
   * or of one that was not selected.
   */
  public static final ChannelStatistics NONE =
      new ChannelStatistics(0, 0, SignalToNoise.UNKNOWN, Double.NaN, 0);

  /** Creates statistics of responses of unknown spread. */
  public ChannelStatistics(
      double count, double nEff, SignalToNoise signal, double largestError, double blocks) {
    this(count, nEff, signal, largestError, blocks, Double.NaN, Double.NaN, Optional.empty());
  }

  /**
   * Creates statistics of responses of unknown spread.
   *
   * @param errors standard errors of the map
   */
  static ChannelStatistics of(
      double count, double nEff, SignalToNoise signal, float[] errors, double blocks) {
    float largest = 0;
    for (float se : errors) {
      largest = Math.max(largest, se);
    }
    return new ChannelStatistics(count, nEff, signal, largest, blocks);
  }

  /**
   * Returns a copy with the spread of the responses.
   *
   * @param squares Σr²
   */
  ChannelStatistics withResponses(double squares, long trials, ResponseMoments moments) {
    double mean = count / trials;
    double deviation = Math.sqrt(Math.max(0, squares / trials - mean * mean));
    return new ChannelStatistics(
        count,
        nEff,
        signal,
        largestError,
        blocks,
        squares > 0 ? deviation : Double.NaN,
        moments.effective(),
        agreement);
  }

  /**
   * Returns the distance of neighbouring float32 numbers at the mean response, if the standard
   * deviation of the responses is below a hundred of them: the map is then of rounding errors.
   */
  public OptionalDouble coarseStep(long trials) {
    double step = Math.ulp((float) Math.abs(count / trials));
    return spread < MIN_STEPS * step ? OptionalDouble.of(step) : OptionalDouble.empty();
  }

  /** See {@link SignalToNoise#reliability}. */
  public double reliability() {
    return signal.reliability();
  }

  /** See {@link SignalToNoise#assured}. */
  public double assured() {
    return signal.assured();
  }
}
