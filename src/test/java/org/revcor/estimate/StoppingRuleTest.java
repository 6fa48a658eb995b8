package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.estimate.Standing.RARE;
import static org.revcor.estimate.Standing.REACHED;
import static org.revcor.estimate.Standing.SHORT;
import static org.revcor.estimate.Standing.WAITING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.InvalidInputException;

final class StoppingRuleTest {
  private static final StoppingRule RULE =
      new StoppingRule(OptionalLong.empty(), OptionalDouble.of(0.9));

  @Test
  void studyThatNamesNoRuleEndsAtAMillionTrialsOrAReliabilityOf95Percent() {
    assertThat(StoppingRule.DEFAULT.maxTrials()).hasValue(1_000_000);
    assertThat(StoppingRule.DEFAULT.reliability()).hasValue(0.95);
  }

  @Test
  void channelWithFewerThanFiftyEffectiveTrialsIsWaitedFor() {
    assertThat(standing(0.99, Math.nextDown(50.0), 1000)).isEqualTo(WAITING);
    assertThat(standing(0.99, 0, 1000)).isEqualTo(WAITING);
    assertThat(standing(0.99, 50, 1000)).isEqualTo(REACHED);
  }

  @Test
  void channelWithEnoughTrialsIsShortUntilItsReliabilityIsTheTarget() {
    assertThat(standing(Math.nextDown(0.9), 50, 1000)).isEqualTo(SHORT);
    assertThat(standing(0.9, 50, 1000)).isEqualTo(REACHED);
    assertThat(standing(1, 50, 1000)).isEqualTo(REACHED);
    assertThat(standing(-2, 50, 1000)).isEqualTo(SHORT);
  }

  @Test
  void channelWhoseMapIsBlankHasNotReachedAnything() {
    assertThat(standing(Double.NaN, 1000, 1000)).isEqualTo(SHORT);
    assertThat(standing(Double.NEGATIVE_INFINITY, 1000, 1000)).isEqualTo(SHORT);
  }

  /** n + 2√(n+1) + 2 against a hundredth of a tenth of all trials. */
  @ParameterizedTest
  @CsvSource({"0, 4_000", "3, 9_000", "8, 16_000", "48, 64_000", "63, 81_000", "99, 121_000"})
  void channelIsRareOnceItsUpperLimitIsBelowAHundredthOfAnEqualShare(int n, String trials) {
    long border = Long.parseLong(trials.replace("_", ""));
    assertThat(standing(0.99, n, border)).isEqualTo(n < 50 ? WAITING : REACHED);
    assertThat(standing(0.99, n, border + 1)).isEqualTo(RARE);
  }

  @Test
  void equalShareDependsOnTheNumberOfChannels() {
    assertThat(RULE.standing(channel(0.99, 0), 400, 1)).isEqualTo(WAITING);
    assertThat(RULE.standing(channel(0.99, 0), 401, 1)).isEqualTo(RARE);
    assertThat(RULE.standing(channel(0.99, 0), 400_000, 1000)).isEqualTo(WAITING);
    assertThat(RULE.standing(channel(0.99, 0), 400_001, 1000)).isEqualTo(RARE);
  }

  /** 50 + 2√51 + 2 = 66.3: from 6,629 trials a channel on, under fifty of them are rare. */
  @Property(seed = "6")
  void nothingIsWaitedForBeyond6629TrialsAChannel(
      @ForAll @IntRange(min = 1, max = 20_000) int channels,
      @ForAll @LongRange(max = 1_000_000_000_000L) long more,
      @ForAll @DoubleRange(max = 1_000_000) double nEff) {
    assertThat(RULE.standing(channel(0.5, nEff), 6_629L * channels + more, channels))
        .isIn(RARE, SHORT);
  }

  /** Poisson counts stay within 6√(n+1) of what is expected. */
  @Property(seed = "7")
  void channelOfAnyShareIsRareOrJudgedInTheEndAndStaysSo(
      @ForAll @DoubleRange(min = -9, max = 0) double logShare,
      @ForAll @IntRange(min = 1, max = 1000) int channels,
      @ForAll @DoubleRange(min = -6, max = 6) double luck) {
    double share = Math.pow(10, logShare);
    List<Standing> standings = new ArrayList<>();
    for (long trials = 6_629L * channels; trials < 1_000_000_000_000L; trials *= 2) {
      double expected = share * trials;
      double n = Math.max(0, expected + luck * Math.sqrt(expected + 1));
      standings.add(RULE.standing(channel(0.99, n), trials, channels));
    }
    assertThat(standings).doesNotContain(WAITING, SHORT);
    double equal = 0.01 / channels;
    if (share < 0.95 * equal) {
      assertThat(standings).last().isEqualTo(RARE);
    } else if (share > 1.05 * equal) {
      assertThat(standings).last().isEqualTo(REACHED);
    }
  }

  @Test
  void ruleIsMetWhenEveryChannelThatIsJudgedHasReachedTheTarget() {
    assertThat(RULE.metAt(List.of(REACHED))).isTrue();
    assertThat(RULE.metAt(List.of(REACHED, RARE, REACHED, RARE))).isTrue();
  }

  @Test
  void ruleIsNotMetWhileAChannelIsShortOrWaitedForOrNoneIsJudged() {
    assertThat(RULE.metAt(List.of(REACHED, SHORT))).isFalse();
    assertThat(RULE.metAt(List.of(WAITING, REACHED))).isFalse();
    assertThat(RULE.metAt(List.of(RARE, RARE))).isFalse();
    assertThat(RULE.metAt(List.of())).isFalse();
  }

  @Property(seed = "8")
  void ruleIsNeverMetByAChannelThatIsNotReached(@ForAll List<Standing> standings) {
    boolean met =
        standings.stream().allMatch(standing -> standing == REACHED || standing == RARE)
            && standings.stream().anyMatch(standing -> standing == REACHED);
    assertThat(RULE.metAt(standings)).isEqualTo(met);
  }

  @Test
  void reliabilityThatIsNotNamedNeverEndsAStudyButIsStillReported() {
    StoppingRule trialsOnly = new StoppingRule(OptionalLong.of(10), OptionalDouble.empty());
    assertThat(trialsOnly.metAt(List.of(REACHED))).isFalse();
    assertThat(trialsOnly.target()).isEqualTo(0.95);
    assertThat(trialsOnly.standing(channel(0.95, 50), 100, 1)).isEqualTo(REACHED);
    assertThat(trialsOnly.standing(channel(0.949, 50), 100, 1)).isEqualTo(SHORT);
  }

  @Test
  void studyIsSufficientWhenTheRuleIsMetAtTwoLooksInARow() {
    Evidence evidence = new Evidence(RULE);
    ChannelStatistics good = channel(0.9, 60);
    ChannelStatistics bad = channel(0.89, 60);
    assertThat(evidence.sufficient()).isFalse();
    assertThat(after(evidence, 100, good)).isFalse();
    assertThat(after(evidence, 200, bad)).isFalse();
    assertThat(after(evidence, 300, good)).isFalse();
    assertThat(after(evidence, 400, good)).isTrue();
    assertThat(after(evidence, 500, good)).isTrue();
    assertThat(after(evidence, 600, bad)).isFalse();
    assertThat(after(evidence, 700, good)).isFalse();
  }

  @Test
  void glanceBetweenLooksHasNoBearing() {
    Evidence evidence = new Evidence(RULE);
    List<ChannelStatistics> good = List.of(channel(0.9, 60));
    List<ChannelStatistics> bad = List.of(channel(0.89, 60));
    evidence.look(100, good);
    assertThat(evidence.glance(150, good).standings()).containsExactly(REACHED);
    assertThat(evidence.met()).isEqualTo(1);
    assertThat(evidence.sufficient()).isFalse();
    assertThat(evidence.glance(160, bad).standings()).containsExactly(SHORT);
    evidence.look(200, good);
    assertThat(evidence.met()).isEqualTo(2);
    assertThat(evidence.sufficient()).isTrue();
    evidence.glance(250, bad);
    assertThat(evidence.sufficient()).isTrue();
  }

  @Test
  void evidenceThatIsRestoredRemembersTheLooksThatMetTheRule() {
    Evidence before = new Evidence(RULE);
    before.look(100, List.of(channel(0.9, 60)));
    Evidence restored = new Evidence(RULE);
    restored.restore(before.met());
    assertThat(restored.sufficient()).isFalse();
    assertThat(after(restored, 200, channel(0.9, 60))).isTrue();
  }

  @Test
  void studyIsNeverSufficientWhileAChannelIsWaitedFor() {
    Evidence evidence = new Evidence(RULE);
    ChannelStatistics good = channel(0.99, 5_000);
    ChannelStatistics few = channel(0.99, 30);
    assertThat(after(evidence, 1_000, good, few)).isFalse();
    assertThat(after(evidence, 2_000, good, few)).isFalse();
    // 30 + 2√31 + 2 = 43.1 is less than a hundredth of half the trials from 8,628 on
    assertThat(after(evidence, 8_627, good, few)).isFalse();
    assertThat(after(evidence, 8_628, good, few)).isFalse();
    assertThat(after(evidence, 9_000, good, few)).isTrue();
  }

  @Test
  void studyOfRareChannelsAloneIsNeverSufficient() {
    Evidence evidence = new Evidence(RULE);
    for (long trials = 1_000_000; trials < 1_000_010; trials++) {
      assertThat(after(evidence, trials, channel(0.99, 1), channel(0.99, 2))).isFalse();
    }
  }

  @Test
  void lookTellsWhereEachChannelStands() {
    ChannelStatistics reached = channel(0.95, 60);
    ChannelStatistics tooShort = channel(0.3, 60);
    ChannelStatistics waiting = channel(0.95, 45);
    ChannelStatistics rare = channel(0.95, 0);
    Look look = new Evidence(RULE).look(2_000, List.of(reached, tooShort, waiting, rare));
    assertThat(look.trials()).isEqualTo(2_000);
    assertThat(look.standings()).containsExactly(REACHED, SHORT, WAITING, RARE);
    assertThat(look.channels()).containsExactly(reached, tooShort, waiting, rare);
  }

  @Test
  void neitherRule() {
    refused(
        OptionalLong.empty(),
        OptionalDouble.empty(),
        "study.stop is {}; it must be max-trials, reliability or both; leave stop out for the"
            + " default");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0, -5, 1_000_000_000_001L, Long.MIN_VALUE, Long.MAX_VALUE})
  void maxTrialsOutOfRange(long maxTrials) {
    refused(
        OptionalLong.of(maxTrials),
        OptionalDouble.of(0.9),
        "study.stop.max-trials is "
            + maxTrials
            + "; it must be a whole number from 2 to 1000000000000");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 95, Double.NaN, Double.POSITIVE_INFINITY})
  void reliabilityOutOfRange(double reliability) {
    refused(
        OptionalLong.of(100),
        OptionalDouble.of(reliability),
        "study.stop.reliability is " + reliability + "; it must be a number above 0 and below 1");
  }

  @Test
  void limitsAreAccepted() {
    assertThat(
            new StoppingRule(OptionalLong.of(2), OptionalDouble.of(Double.MIN_VALUE)).maxTrials())
        .hasValue(2);
    assertThat(
            new StoppingRule(
                    OptionalLong.of(1_000_000_000_000L), OptionalDouble.of(Math.nextDown(1.0)))
                .maxTrials())
        .hasValue(1_000_000_000_000L);
  }

  private static boolean after(Evidence evidence, long trials, ChannelStatistics... channels) {
    Look look = evidence.look(trials, Arrays.asList(channels));
    assertThat(look.trials()).isEqualTo(trials);
    return evidence.sufficient();
  }

  private static Standing standing(double reliability, double nEff, long trials) {
    return RULE.standing(channel(reliability, nEff), trials, 10);
  }

  private static ChannelStatistics channel(double reliability, double nEff) {
    return new ChannelStatistics(nEff, nEff, reliability / (2 - reliability), reliability, 1);
  }

  private static void refused(OptionalLong maxTrials, OptionalDouble reliability, String message) {
    assertThatThrownBy(() -> new StoppingRule(maxTrials, reliability))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
