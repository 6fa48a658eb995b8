package org.revcor.estimate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.revcor.InvalidInputException;
import org.revcor.estimate.anytime.GammaExponentialMixture;
import org.revcor.estimate.anytime.NormalMixture;

/**
 * When a study has seen enough. A rule that is absent does not apply.
 *
 * <p>Reliability and precision are targets. They are met at a look where at least one channel is
 * {@link StoppingStatus#REACHED} and of all channels but the rare ones at least a share {@code quantile}
 * is; they end the study when they are met at two looks in a row. A channel is {@link
 * Standing#RARE} when even the upper limit of its effective trials, {@code n + 2√(n+1) + 2}, is
 * below a hundredth of an equal share of all trials. So every channel that goes on responding is
 * judged or rare in the end.
 *
 * <p>Precision is the largest half-width over a map of a confidence sequence, at the level {@code
 * level} over all values of all maps (Bonferroni) and at all looks. The asymptotic one
 * (Waudby-Smith et al. 2024) on standard errors by blocks, {@link NormalMixture} with an estimated
 * variance. It is given from {@link #ENOUGH} effective trials and blocks on, since it is no more
 * than the central limit theorem before. The exact one, {@link BernsteinSums}, is given from the
 * first response on.
 *
 * @param maxTrials most trials to show
 * @param reliability reliability that channels must reach, in (0,1)
 * @param precision half-width that channels must reach, in the unit of the map, above 0
 * @param sequence what the precision is of
 * @param level familywise level of the precision, from 1e-6 to ½
 * @param quantile share of the channels that must reach the targets, in (0,1]
 * @param require how the two targets combine
 * @param time longest running time; the one rule by which the clock, and not what was seen, says
 *     when to end
 */
public record StoppingRule(
    OptionalLong maxTrials,
    OptionalDouble reliability,
    OptionalDouble precision,
    ConfidenceSequence sequence,
    double level,
    double quantile,
    Require require,
    Optional<Duration> time) {

  /** Effective trials, and blocks, below which neither a verdict nor a forecast is given. */
  public static final int ENOUGH = 50;

  /** The level of a precision where none is named. */
  public static final double DEFAULT_LEVEL = 0.05;

  /** What applies when a study says nothing. */
  public static final StoppingRule DEFAULT =
      new StoppingRule(OptionalLong.of(1_000_000), OptionalDouble.of(0.95));

  private static final double RARE_SHARE = 0.01;
  private static final double MIN_LEVEL = 1e-6;
  private static final double MIN_TUNING = 1e-3;
  private static final double MAX_TUNING = 1e9;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * @throws InvalidInputException if no rule is named or a value is out of range
   */
  public StoppingRule {
    if (maxTrials.isEmpty() && reliability.isEmpty() && precision.isEmpty() && time.isEmpty()) {
      throw new InvalidInputException(
          "study.stop",
          "{}",
          "one or several of max-trials, reliability, precision and time; leave stop out for the default");
    }
    if (maxTrials.isPresent()
        && (maxTrials.getAsLong() < 2 || maxTrials.getAsLong() > 1_000_000_000_000L)) {
      throw wrong("max-trials", maxTrials.getAsLong(), "a whole number from 2 to 1000000000000");
    }
    if (reliability.isPresent() && !within(reliability.getAsDouble(), 0, Math.nextDown(1.0))) {
      throw wrong("reliability", reliability.getAsDouble(), "a number above 0 and below 1");
    }
    if (precision.isPresent() && !within(precision.getAsDouble(), 0, Double.MAX_VALUE)) {
      throw wrong("precision", precision.getAsDouble(), "a number above 0");
    }
    if (!within(level, Math.nextDown(MIN_LEVEL), 0.5)) {
      throw wrong("level", level, "a number from 0.000001 to 0.5");
    }
    if (!within(quantile, 0, 1)) {
      throw wrong("quantile", quantile, "a number above 0, at most 1");
    }
    if (time.isPresent()
        && (time.get().compareTo(SHORTEST) < 0 || time.get().compareTo(LONGEST) > 0)) {
      throw wrong("time", time.get(), "a time from 1s to 365d, such as 90s, 10m or 1h");
    }
  }

  /** With an asymptotic precision, if any. */
  public StoppingRule(
      OptionalLong maxTrials,
      OptionalDouble reliability,
      OptionalDouble precision,
      double level,
      double quantile,
      Require require,
      Optional<Duration> time) {
    this(
        maxTrials,
        reliability,
        precision,
        ConfidenceSequence.ASYMPTOTIC,
        level,
        quantile,
        require,
        time);
  }

  /** Trials and reliability alone. */
  public StoppingRule(OptionalLong maxTrials, OptionalDouble reliability) {
    this(
        maxTrials,
        reliability,
        OptionalDouble.empty(),
        DEFAULT_LEVEL,
        1,
        Require.ALL,
        Optional.empty());
  }

  private static boolean within(double value, double above, double most) {
    return value > above && value <= most;
  }

  private static InvalidInputException wrong(String key, Object value, String expected) {
    return new InvalidInputException("study.stop." + key, String.valueOf(value), expected);
  }

  /** Whether there is a target that may end the study. */
  public boolean hasTarget() {
    return reliability.isPresent() || precision.isPresent();
  }

  /**
   * What is said of a channel; without a target, against the reliability of {@link #DEFAULT}.
   *
   * @param trials trials shown so far
   * @param pixels values of a map
   * @param channels number of channels of the study
   */
  public Verdict verdict(ChannelStatistics channel, long trials, int pixels, int channels) {
    double width = precision(channel, pixels, channels);
    StoppingStatus standing = standing(channel, width, trials, channels);
    double needed =
        switch (standing) {
          case REACHED -> trials;
          case SHORT -> trialsTo(channel, trials, pixels, channels);
          case WAITING, RARE -> Double.NaN;
        };
    return new Verdict(standing, width, needed);
  }

  private StoppingStatus standing(ChannelStatistics channel, double width, long trials, int channels) {
    double n = channel.nEff();
    if (n + 2 * Math.sqrt(n + 1) + 2 < RARE_SHARE * trials / channels) {
      return StoppingStatus.RARE;
    }
    if (n < ENOUGH) {
      return StoppingStatus.WAITING;
    }
    boolean reliable = channel.assured() >= target();
    boolean precise = precision.isPresent() && width <= precision.getAsDouble();
    if (combined(reliable, precise)) {
      return StoppingStatus.REACHED;
    }
    boolean asksReliability = reliability.isPresent() || precision.isEmpty();
    boolean knowsNoise = !Double.isNaN(channel.signal().dimensions());
    return knowsNoise || !asksReliability ? StoppingStatus.SHORT : StoppingStatus.WAITING;
  }

  private boolean combined(boolean reliable, boolean precise) {
    if (precision.isEmpty()) {
      return reliable;
    }
    if (reliability.isEmpty()) {
      return precise;
    }
    return switch (require) {
      case ALL -> reliable && precise;
      case ANY -> reliable || precise;
    };
  }

  private double precision(ChannelStatistics channel, int pixels, int channels) {
    return switch (sequence) {
      case ASYMPTOTIC -> asymptotic(channel, pixels, channels);
      case BERNSTEIN -> channel.bernstein().map(BernsteinWidth::halfWidth).orElse(Double.NaN);
    };
  }

  private double asymptotic(ChannelStatistics channel, int pixels, int channels) {
    if (!(channel.nEff() >= ENOUGH) || !(channel.blocks() >= ENOUGH)) {
      return Double.NaN;
    }
    return channel.largestError() * mixture(pixels, channels).standardErrors(channel.blocks());
  }

  private NormalMixture mixture(int pixels, int channels) {
    return new NormalMixture(level / pixels / channels, ENOUGH);
  }

  /**
   * The boundary of an exact sequence of one value. It is narrowest where the study may be expected
   * to end: a channel of responses R is as precise as is asked when {@code √V u = R p} with V =
   * Rqσ² and u standard errors, and V/u², about which the boundary is tuned, is (qσ²/p)² then.
   *
   * @param variance σ² of a value of a stimulus
   * @param share q, what Σr² is thought to be of Σr, 1 for labels; a wrong one makes the interval
   *     wider, not invalid
   */
  public GammaExponentialMixture boundary(int pixels, int channels, double variance, double share) {
    double tuning = Math.pow(share * variance / precision.orElseThrow(), 2);
    return new GammaExponentialMixture(
        level / pixels / channels, Math.clamp(tuning, MIN_TUNING, MAX_TUNING));
  }

  private double trialsTo(ChannelStatistics channel, long trials, int pixels, int channels) {
    double toReliability = Reliability.trialsTo(target(), channel, trials);
    if (precision.isEmpty()) {
      return toReliability;
    }
    double toPrecision = trialsToPrecision(channel, trials, pixels, channels);
    if (reliability.isEmpty()) {
      return toPrecision;
    }
    return switch (require) {
      case ALL -> Math.max(toReliability, toPrecision);
      case ANY -> lesser(toReliability, toPrecision);
    };
  }

  private double trialsToPrecision(
      ChannelStatistics channel, long trials, int pixels, int channels) {
    if (Double.isNaN(precision(channel, pixels, channels))) {
      return Double.NaN;
    }
    if (sequence == ConfidenceSequence.BERNSTEIN) {
      return trials * channel.bernstein().orElseThrow().growth(precision.orElseThrow());
    }
    double blocks = channel.blocks();
    double needed =
        mixture(pixels, channels).needed(channel.largestError(), blocks, precision.orElseThrow());
    return trials * Math.max(needed, ENOUGH) / blocks;
  }

  /** The lesser of what is known; a forecast of either is an upper limit of that of any. */
  private static double lesser(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : Math.min(a, b);
  }

  /** The reliability that channels are judged against. */
  public double target() {
    return reliability.orElse(DEFAULT.reliability.getAsDouble());
  }

  /** Whether the targets are met at one look. */
  public boolean metAt(List<StoppingStatus> channels) {
    long counted = channels.stream().filter(each -> each != StoppingStatus.RARE).count();
    long reached = channels.stream().filter(each -> each == StoppingStatus.REACHED).count();
    return hasTarget() && reached >= required(counted);
  }

  /** Number of channels that must reach the targets, at least 1. */
  long required(long counted) {
    // a share such as .9 of 10 channels is 9, whatever the last bit says
    return Math.max(1, (long) Math.ceil(quantile * counted - 1e-9));
  }
}
