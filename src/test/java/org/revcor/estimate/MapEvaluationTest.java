package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.estimate.StoppingRule.StoppingStatus.RARE;
import static org.revcor.estimate.StoppingRule.StoppingStatus.REACHED;
import static org.revcor.estimate.StoppingRule.StoppingStatus.SHORT;
import static org.revcor.estimate.StoppingRule.StoppingStatus.WAITING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.MapEvaluation.Verdict;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.estimate.StoppingRule.TargetCombination;

final class MapEvaluationTest {
  private static final long TRIALS = 1_000_000;
  private final List<ChannelStatistics> channels = new ArrayList<>();
  private static final StoppingRule RULE = new StoppingRule(Optional.empty(), Optional.of(0.95));
  private final List<Verdict> verdicts = new ArrayList<>();

  @Test
  void lowestReliabilityIsThatOfJudgedChannels() {
    channel(WAITING, 0.1);
    channel(REACHED, 0.96);
    channel(SHORT, 0.4);
    channel(SHORT, 0.7);
    channel(RARE, 0.2);
    assertThat(look().lowestReliability()).isEqualTo(0.4);
  }

  @Test
  void lowestReliabilityIsUnknownIfThatOfAnyJudgedChannelIs() {
    channel(SHORT, Double.NaN);
    channel(REACHED, 0.96);
    assertThat(look().lowestReliability()).isNaN();
    channel(SHORT, Double.NaN);
    assertThat(look().lowestReliability()).isNaN();
  }

  @Test
  void trialsToTheTargetAreUnknownWhileAChannelIsWaiting() {
    channel(SHORT, 0.5);
    channel(WAITING, 0.5);
    assertThat(look().trialsTo(RULE)).isNaN();
  }

  @Test
  void trialsToTheTargetAreThoseOfTheRequiredShareOfChannels() {
    StoppingRule half =
        new StoppingRule(
            Optional.empty(),
            Optional.of(0.95),
            Optional.empty(),
            0.05,
            0.5,
            TargetCombination.ALL,
            Optional.empty());
    channel(REACHED, 0.95);
    channel(SHORT, 0.5);
    channel(SHORT, 0.7);
    channel(WAITING, 0.1);
    channel(RARE, 0.1);
    // two of four: the reached channel and that of .7
    assertThat(look().trialsTo(half)).isEqualTo(verdicts.get(2).trialsTo()).isFinite();
  }

  @Test
  void widestPrecisionIsThatOfJudgedChannels() {
    assertThat(look().widestPrecision()).isNaN();
    channel(REACHED, 0.96, 0.01);
    channel(SHORT, 0.4, 0.03);
    channel(WAITING, 0.4, 0.5);
    channel(RARE, 0.4, Double.NaN);
    assertThat(look().widestPrecision()).isEqualTo(0.03);
    channel(SHORT, 0.4, Double.NaN);
    assertThat(look().widestPrecision()).isNaN();
  }

  private void channel(StoppingStatus status, double reliability) {
    channel(status, reliability, 0.1);
  }

  private void channel(StoppingStatus status, double reliability, double precision) {
    ChannelStatistics channel =
        new ChannelStatistics(
            100, 100, SimulatedObservers.signal(reliability, reliability), 0.1, 100);
    channels.add(channel);
    double trialsTo =
        switch (status) {
          case REACHED -> TRIALS;
          case SHORT -> Reliability.trialsTo(0.95, channel, TRIALS);
          case WAITING, RARE, CONSTANT, UNCHECKED -> Double.NaN;
        };
    verdicts.add(new Verdict(status, precision, trialsTo));
  }

  private MapEvaluation look() {
    return new MapEvaluation(TRIALS, channels, verdicts);
  }
}
