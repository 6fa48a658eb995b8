package org.revcor.estimate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.GradientCheck.Agreement;
import org.revcor.estimate.MapEvaluation.Verdict;

/**
 * Decides when a study ends. Absent rules do not apply.
 *
 * <p>Reliability and precision are targets. They are met at a look if two conditions hold. At least
 * one channel is {@link StoppingStatus#REACHED}. So is at least a share {@code quantile} of all
 * channels that are not rare. The study ends when they are met at two consecutive looks. A channel
 * is {@link StoppingStatus#RARE} if the upper limit of its effective trials, {@code n + 2√(n+1) +
 * 2}, is below a hundredth of an equal share of all trials. So every channel that continues to
 * respond is eventually judged or rare.
 *
 * <p>Precision is the largest half-width over a map of a confidence sequence, at the level {@code
 * level} over all values of all maps (Bonferroni) and at all looks. The asymptotic sequence
 * (Waudby-Smith et al. 2024) is a {@link NormalMixture} with variances estimated from blocks. It
 * relies on the central limit theorem, so it starts at {@link #ENOUGH} effective trials and blocks.
 *
 * @param maxTrials maximum number of trials
 * @param reliability target reliability of channels, in (0,1)
 * @param precision target half-width of channels, in the unit of the map, above 0
 * @param level familywise level of the precision, from 1e-6 to ½
 * @param quantile share of the channels that must reach the targets, in (0,1]
 * @param require combination of the two targets
 * @param time maximum running time; the only rule that depends on time and not on the trials alone
 */
public record StoppingRule(
    Optional<Long> maxTrials,
    Optional<Double> reliability,
    Optional<Double> precision,
    double level,
    double quantile,
    TargetCombination require,
    Optional<Duration> time) {

  /** Highest maximum of the trials of a study. */
  public static final long MAX_TRIALS = 1_000_000_000_000L;

  /** Minimum number of effective trials, and of blocks, for a verdict or a forecast. */
  public static final int ENOUGH = 50;

  /** Default level of a precision. */
  public static final double DEFAULT_LEVEL = 0.05;

  /** Rule of a study that names none. */
  public static final StoppingRule DEFAULT =
      new StoppingRule(Optional.of(1_000_000L), Optional.of(0.95));

  private static final double RARE_SHARE = 0.01;

  /** A study does not wait for a check of gradients that takes so many times its trials. */
  private static final long CHECK_FACTOR = 10;

  /** A study waits for a check that takes at most so many trials. */
  private static final long CHECK_TRIALS = 10_000;

  /**
   * @throws InvalidInputException if no rule is named or {@code maxTrials} is out of range
   */
  public StoppingRule {
    if (maxTrials.isEmpty() && reliability.isEmpty() && precision.isEmpty() && time.isEmpty()) {
      throw new InvalidInputException(
          "study.stop",
          "{}",
          "one or more of max-trials, reliability, precision and time; leave stop out for the"
              + " default");
    }
    if (maxTrials.isPresent() && (maxTrials.get() < 2 || maxTrials.get() > MAX_TRIALS)) {
      throw new InvalidInputException(
          "study.stop.max-trials",
          Long.toString(maxTrials.get()),
          "a whole number from 2 to " + MAX_TRIALS);
    }
  }

  /** Creates a rule of trials and reliability. */
  public StoppingRule(Optional<Long> maxTrials, Optional<Double> reliability) {
    this(
        maxTrials,
        reliability,
        Optional.empty(),
        DEFAULT_LEVEL,
        1,
        TargetCombination.ALL,
        Optional.empty());
  }

  /** Returns whether a target may end the study. */
  public boolean hasTarget() {
    return reliability.isPresent() || precision.isPresent();
  }

  /**
   * Evaluates a channel; without a target, against the reliability of {@link #DEFAULT}.
   *
   * @param trials trials shown so far
   * @param pixels number of map values
   * @param channels number of channels of the study
   */
  public Verdict verdict(ChannelStatistics channel, long trials, int pixels, int channels) {
    if (channel.coarseStep(trials).isPresent()) {
      return new Verdict(StoppingStatus.CONSTANT, Double.NaN, Double.NaN);
    }
    double width = precision(channel, pixels, channels);
    StoppingStatus status = status(channel, width, trials, channels);
    double needed =
        switch (status) {
          case REACHED -> trials;
          case SHORT, UNCHECKED -> trialsTo(channel, trials, pixels, channels);
          case WAITING, RARE, CONSTANT -> Double.NaN;
        };
    if (status != StoppingStatus.UNCHECKED) {
      return new Verdict(status, width, needed);
    }
    Agreement agreement = channel.agreement().orElseThrow();
    double check = agreement.trialsToCheck(trials);
    boolean isOutOfReach = check > Math.max(CHECK_FACTOR * trials, CHECK_TRIALS);
    boolean met = channel.assured() >= target() && isOutOfReach && agreement.isPlausible();
    return new Verdict(status, met, width, met ? trials : Math.max(needed, check));
  }

  private StoppingStatus status(
      ChannelStatistics channel, double width, long trials, int channels) {
    double n = channel.nEff();
    boolean reliable = channel.assured() >= target();
    boolean precise = precision.isPresent() && width <= precision.get();
    boolean isNoiseKnown = !Double.isNaN(channel.signal().dimensions());
    boolean isUnchecked =
        isNoiseKnown && channel.agreement().filter(each -> !each.isChecked()).isPresent();
    if (n >= ENOUGH && combined(reliable, precise) && !isUnchecked) {
      return StoppingStatus.REACHED;
    }
    if (n + 2 * Math.sqrt(n + 1) + 2 < RARE_SHARE * trials / channels) {
      return StoppingStatus.RARE;
    }
    if (!(n >= ENOUGH)) {
      return StoppingStatus.WAITING;
    }
    if (isUnchecked) {
      return StoppingStatus.UNCHECKED;
    }
    boolean needsReliability = reliability.isPresent() || precision.isEmpty();
    return isNoiseKnown || !needsReliability ? StoppingStatus.SHORT : StoppingStatus.WAITING;
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
    if (!(channel.nEff() >= ENOUGH) || !(channel.blocks() >= ENOUGH)) {
      return Double.NaN;
    }
    return channel.largestError() * mixture(pixels, channels).standardErrors(channel.blocks());
  }

  private NormalMixture mixture(int pixels, int channels) {
    return new NormalMixture(level / pixels / channels, ENOUGH);
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
    double blocks = channel.blocks();
    double needed =
        mixture(pixels, channels).needed(channel.largestError(), blocks, precision.orElseThrow());
    return trials * Math.max(needed, ENOUGH) / blocks;
  }

  /**
   * Returns the smaller of the known forecasts, each of which is an upper limit if one target is
   * enough.
   */
  private static double lesser(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : Math.min(a, b);
  }

  /** Returns the target reliability of channels. */
  public double target() {
    return reliability.orElse(DEFAULT.reliability.get());
  }

  /** Returns whether the targets are met at one look. */
  boolean metAt(List<Verdict> channels) {
    long counted = channels.stream().filter(Verdict::isCounted).count();
    long reached = channels.stream().filter(Verdict::isMet).count();
    return hasTarget() && reached >= required(counted);
  }

  /** Returns the number of channels that must reach the targets, at least 1. */
  long required(long counted) {
    // .9 of 10 channels is 9 despite rounding
    return Math.max(1, (long) Math.ceil(quantile * counted - 1e-9));
  }

  /**
   * Combination of the targets of a stopping rule that names both a reliability and a precision.
   */
  public enum TargetCombination {
    /** A channel must reach both targets. */
    ALL,
    /** A channel must reach one of the targets. */
    ANY
  }

  /** Status of a channel with respect to the targets of a stopping rule. */
  public enum StoppingStatus {
    /**
     * Fewer than {@link StoppingRule#ENOUGH} effective trials or {@link SignalToNoise#MIN_BLOCKS}
     * effective blocks, or too few to whiten a map, and not known to be rare. The study continues.
     */
    WAITING,
    /** Enough trials, targets not reached. The study continues. */
    SHORT,
    /** Enough trials, targets reached. */
    REACHED,
    /** Too few responses: the study neither waits for the channel nor counts it as reached. */
    RARE,
    /** Responses vary by less than rounding: the map is not one of the output. As for rare ones. */
    CONSTANT,
    /**
     * Enough trials, but gradients are not confirmed by the average of the same stimuli ({@link
     * GradientCheck}). The study continues unless that takes ten times the trials.
     */
    UNCHECKED;

    /** Returns whether the study waits for the channel, or has. */
    boolean isCounted() {
      return this != RARE && this != CONSTANT;
    }

    /** Returns whether there are enough trials to judge the channel. */
    public boolean isJudged() {
      return isCounted() && this != WAITING;
    }
  }

  /**
   * Robbins' normal mixture (Robbins 1970; in this form Waudby-Smith et al. 2024): with n values of
   * standard deviation σ,
   *
   * <pre>
   *   |x̄ - μ| ≤ σ √[(nρ²+1)/(n²ρ²) ln((nρ²+1)/α²)],   ρ² = (-2 ln α + ln(-2 ln α) + 1)/n₀
   * </pre>
   *
   * holds for all n simultaneously with probability 1 - α. It is exact for normal values with known
   * σ and conservative for sub-Gaussian values. With an estimated σ and a sufficiently large first
   * sample it is an asymptotic confidence sequence.
   *
   * <p>Relative to an interval at fixed n it is narrowest at {@code n₀}, and little wider at other
   * n: with α = 1e-5, by 4 % at 20 n₀.
   *
   * @param level α, in (0, ½]
   * @param tuned n₀, above 0
   */
  record NormalMixture(double level, double tuned) {
    private static final int MAX_STEPS = 200;

    /** Returns the half-width at n values, in standard errors σ/√n. */
    double standardErrors(double n) {
      double grown = n * mixing() + 1;
      return Math.sqrt(grown / (grown - 1) * (Math.log(grown) - 2 * Math.log(level)));
    }

    private double mixing() {
      double evidence = -2 * Math.log(level);
      return (evidence + Math.log(evidence) + 1) / tuned;
    }

    /**
     * Returns the expected number of values at which the half-width is {@code target}, if the
     * standard error decreases as 1/√n.
     *
     * @param standardError standard error at n values
     */
    double needed(double standardError, double n, double target) {
      double low = 0;
      double high = n;
      while (width(standardError, n, high) > target) {
        low = high;
        high *= 2;
      }
      for (int step = 0; step < MAX_STEPS && high - low > 1e-6 * high; step++) {
        double middle = (low + high) / 2;
        if (width(standardError, n, middle) > target) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }

    private double width(double standardError, double n, double at) {
      return standardError * Math.sqrt(n / at) * standardErrors(at);
    }
  }
}
