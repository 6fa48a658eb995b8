package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.estimate.Standing.RARE;
import static org.revcor.estimate.Standing.REACHED;
import static org.revcor.estimate.Standing.SHORT;
import static org.revcor.estimate.Standing.WAITING;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LookTest {
  private static final int PIXELS = 784;
  private final List<ChannelStatistics> channels = new ArrayList<>();
  private final List<Standing> standings = new ArrayList<>();

  @Test
  void lowestReliabilityIsThatOfTheChannelsThatAreJudged() {
    channel(WAITING, 0.1);
    channel(REACHED, 0.96);
    channel(SHORT, 0.4);
    channel(SHORT, 0.7);
    channel(RARE, 0.2);
    assertThat(look().lowestReliability()).isEqualTo(0.4);
  }

  @Test
  void lowestReliabilityMayBeNegative() {
    channel(SHORT, 0.1);
    channel(SHORT, -0.3);
    assertThat(look().lowestReliability()).isEqualTo(-0.3);
  }

  @Test
  void lowestReliabilityIsUnknownWhileNoneIsJudged() {
    assertThat(look().lowestReliability()).isNaN();
    channel(WAITING, 0.5);
    channel(RARE, 0.5);
    assertThat(look().lowestReliability()).isNaN();
  }

  @Test
  void lowestReliabilityIsUnknownIfThatOfAJudgedChannelIsWhereverItStands() {
    channel(SHORT, Double.NaN);
    channel(REACHED, 0.96);
    assertThat(look().lowestReliability()).isNaN();
    channel(SHORT, Double.NaN);
    assertThat(look().lowestReliability()).isNaN();
  }

  @Test
  void trialsToTheTargetAreThoseOfTheSlowestChannelThatIsJudged() {
    channel(REACHED, reliability(0.95));
    channel(SHORT, reliability(0.5));
    channel(SHORT, reliability(0.7));
    channel(RARE, 0.1);
    assertThat(look().trialsTo(0.95, PIXELS)).isCloseTo(9_500_000, within(1e-3));
  }

  @Test
  void trialsToTheTargetAreUnknownWhileAChannelIsWaitedFor() {
    channel(SHORT, reliability(0.5));
    channel(WAITING, reliability(0.5));
    assertThat(look().trialsTo(0.95, PIXELS)).isNaN();
  }

  @Test
  void trialsToTheTargetAreUnknownWhileOneIsUnknown() {
    channel(SHORT, reliability(0.05));
    channel(SHORT, reliability(0.5));
    assertThat(look().trialsTo(0.95, PIXELS)).isNaN();
  }

  @Test
  void trialsToTheTargetAreUnknownWhileNoneIsJudged() {
    assertThat(look().trialsTo(0.95, PIXELS)).isNaN();
    channel(RARE, reliability(0.5));
    assertThat(look().trialsTo(0.95, PIXELS)).isNaN();
  }

  @Test
  void lookKeepsWhatItSaw() {
    channel(SHORT, 0.5);
    Look look = look();
    channel(SHORT, 0.1);
    assertThat(look.channels()).hasSize(1);
    assertThat(look.standings()).hasSize(1);
    assertThat(look.lowestReliability()).isEqualTo(0.5);
  }

  private static double reliability(double r) {
    return Reliability.spearmanBrown(r);
  }

  private void channel(Standing standing, double reliability) {
    channels.add(new ChannelStatistics(100, 100, reliability / (2 - reliability), reliability, 1));
    standings.add(standing);
  }

  private Look look() {
    return new Look(1_000_000, channels, standings);
  }
}
