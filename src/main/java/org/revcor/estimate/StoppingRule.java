package org.revcor.estimate;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.revcor.InvalidInputException;

/**
 * When a study has seen enough. A rule that is absent does not apply.
 *
 * <p>The reliability rule is met at a look where at least one channel is {@link Standing#REACHED}
 * and none is {@link Standing#SHORT} or {@link Standing#WAITING}; it ends the study when it is met
 * at two looks in a row. A channel is {@link Standing#RARE} when even the upper limit of its
 * effective trials, {@code n + 2√(n+1) + 2}, is below a hundredth of an equal share of all trials.
 * So every channel is judged or rare in the end, and nothing waits for ever.
 *
 * @param maxTrials most trials to show
 * @param reliability reliability that every channel with enough trials must reach, in (0,1)
 */
public record StoppingRule(OptionalLong maxTrials, OptionalDouble reliability) {

  /** Effective trials below which neither a verdict nor a forecast is given. */
  public static final int ENOUGH = 50;

  private static final double RARE_SHARE = 0.01;

  /** What applies when a study says nothing. */
  public static final StoppingRule DEFAULT =
      new StoppingRule(OptionalLong.of(1_000_000), OptionalDouble.of(0.95));

  /**
   * @throws InvalidInputException if no rule is named or a value is out of range
   */
  public StoppingRule {
    if (maxTrials.isEmpty() && reliability.isEmpty()) {
      throw new InvalidInputException(
          "study.stop", "{}", "max-trials, reliability or both; leave stop out for the default");
    }
    if (maxTrials.isPresent()
        && (maxTrials.getAsLong() < 2 || maxTrials.getAsLong() > 1_000_000_000_000L)) {
      throw new InvalidInputException(
          "study.stop.max-trials",
          String.valueOf(maxTrials.getAsLong()),
          "a whole number from 2 to 1000000000000");
    }
    if (reliability.isPresent()
        && !(reliability.getAsDouble() > 0 && reliability.getAsDouble() < 1)) {
      throw new InvalidInputException(
          "study.stop.reliability",
          String.valueOf(reliability.getAsDouble()),
          "a number above 0 and below 1");
    }
  }

  /**
   * Where a channel stands; without a reliability rule, against {@link #DEFAULT}'s.
   *
   * @param trials trials shown so far
   * @param channels number of channels of the study
   */
  public Standing standing(ChannelStatistics channel, long trials, int channels) {
    double n = channel.nEff();
    if (n + 2 * Math.sqrt(n + 1) + 2 < RARE_SHARE * trials / channels) {
      return Standing.RARE;
    }
    if (n < ENOUGH) {
      return Standing.WAITING;
    }
    return channel.reliability() >= target() ? Standing.REACHED : Standing.SHORT;
  }

  /** The reliability that channels are judged against. */
  public double target() {
    return reliability.orElse(DEFAULT.reliability.getAsDouble());
  }

  /** Whether the reliability rule is met at one look. */
  public boolean metAt(List<Standing> channels) {
    return reliability.isPresent()
        && channels.contains(Standing.REACHED)
        && !channels.contains(Standing.SHORT)
        && !channels.contains(Standing.WAITING);
  }
}
