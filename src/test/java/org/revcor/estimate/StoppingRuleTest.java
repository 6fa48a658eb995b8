package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;
import static org.revcor.estimate.StoppingRule.StoppingStatus.CONSTANT;
import static org.revcor.estimate.StoppingRule.StoppingStatus.RARE;
import static org.revcor.estimate.StoppingRule.StoppingStatus.REACHED;
import static org.revcor.estimate.StoppingRule.StoppingStatus.SHORT;
import static org.revcor.estimate.StoppingRule.StoppingStatus.WAITING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.MapEvaluation.Verdict;
import org.revcor.estimate.StoppingRule.NormalMixture;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.estimate.StoppingRule.TargetCombination;

final class StoppingRuleTest {
  private static final StoppingRule RULE = new StoppingRule(Optional.empty(), Optional.of(0.9));

  private static final StoppingRule PRECISE =
      rule(Optional.empty(), Optional.of(0.1), 0.05, 1, TargetCombination.ALL);

  @Test
  void channelWithFewerThanFiftyEffectiveTrialsIsWaiting() {
    assertThat(status(0.99, Math.nextDown(50.0), 1000)).isEqualTo(WAITING);
    assertThat(status(0.99, 0, 1000)).isEqualTo(WAITING);
    assertThat(status(0.99, Double.NaN, 1000)).isEqualTo(WAITING);
    assertThat(status(0.99, 50, 1000)).isEqualTo(REACHED);
  }

  @Test
  void channelWithEnoughTrialsIsShortBelowTheTargetReliability() {
    assertThat(status(Math.nextDown(0.9), 50, 1000)).isEqualTo(SHORT);
    assertThat(status(0.9, 50, 1000)).isEqualTo(REACHED);
    assertThat(status(1, 50, 1000)).isEqualTo(REACHED);
    assertThat(status(-2, 50, 1000)).isEqualTo(SHORT);
  }

  @Test
  void channelWithABlankMapIsNotReached() {
    assertThat(status(Double.NaN, 1000, 1000)).isEqualTo(SHORT);
    assertThat(status(Double.NEGATIVE_INFINITY, 1000, 1000)).isEqualTo(SHORT);
  }

  /** Compares n + 2√(n+1) + 2 with a hundredth of a tenth of all trials. */
  @ParameterizedTest
  @CsvSource({"0, 4_000", "3, 9_000", "8, 16_000", "48, 64_000", "63, 81_000", "99, 121_000"})
  void channelIsRareIfItsUpperLimitIsBelowAHundredthOfAnEqualShare(int n, String trials) {
    long border = Long.parseLong(trials.replace("_", ""));
    assertThat(status(0.5, n, border)).isEqualTo(n < 50 ? WAITING : SHORT);
    assertThat(status(0.5, n, border + 1)).isEqualTo(RARE);
    assertThat(status(0.99, n, border + 1)).isEqualTo(n < 50 ? RARE : REACHED);
  }

  /**
   * 50 + 2√51 + 2 = 66.3: from 6,629 trials per channel on, fewer than fifty effective trials are
   * rare.
   */
  @Property(seed = "6")
  void noChannelIsWaitingFrom6629TrialsPerChannel(
      @ForAll @IntRange(min = 1, max = 20_000) int channels,
      @ForAll @LongRange(max = 1_000_000_000_000L) long more,
      @ForAll @DoubleRange(max = 1_000_000) double nEff) {
    assertThat(RULE.verdict(channel(0.5, nEff), 6_629L * channels + more, 784, channels).status())
        .isIn(RARE, SHORT);
  }

  /** Poisson counts stay within 6√(n+1) of their expectation. */
  @Property(seed = "7")
  void channelOfAnyShareEventuallyStaysRareOrJudged(
      @ForAll @DoubleRange(min = -9, max = 0) double logShare,
      @ForAll @IntRange(min = 1, max = 1000) int channels,
      @ForAll @DoubleRange(min = -6, max = 6) double luck) {
    double share = Math.pow(10, logShare);
    List<StoppingStatus> statuses = new ArrayList<>();
    for (long trials = 6_629L * channels; trials < 1_000_000_000_000L; trials *= 2) {
      double expected = share * trials;
      double n = Math.max(0, expected + luck * Math.sqrt(expected + 1));
      statuses.add(RULE.verdict(channel(0.5, n), trials, 784, channels).status());
    }
    assertThat(statuses).doesNotContain(WAITING, REACHED);
    double equal = 0.01 / channels;
    if (share < 0.95 * equal) {
      assertThat(statuses).last().isEqualTo(RARE);
    } else if (share > 1.05 * equal) {
      assertThat(statuses).last().isEqualTo(SHORT);
    }
  }

  @Property(seed = "8")
  void ruleIsNeverMetByAChannelThatIsNotReached(@ForAll List<StoppingStatus> statuses) {
    boolean met =
        statuses.stream()
                .allMatch(status -> status == REACHED || status == RARE || status == CONSTANT)
            && statuses.stream().anyMatch(status -> status == REACHED);
    assertThat(met(RULE, statuses)).isEqualTo(met);
  }

  private static boolean met(StoppingRule rule, List<StoppingStatus> channels) {
    return rule.metAt(
        channels.stream().map(status -> new Verdict(status, Double.NaN, Double.NaN)).toList());
  }

  @Test
  void constantResponsesHaveNoVerdictOrForecast() {
    ChannelStatistics constant =
        new ChannelStatistics(
            500,
            1_000,
            SimulatedObservers.signal(.99, .99),
            1e-9,
            100,
            1e-9,
            500,
            Optional.empty());
    assertThat(RULE.verdict(constant, 1_000, 4, 1))
        .isEqualTo(new Verdict(CONSTANT, Double.NaN, Double.NaN));
  }

  @Test
  void unspecifiedReliabilityDoesNotEndAStudyButIsReported() {
    StoppingRule trialsOnly = new StoppingRule(Optional.of(10L), Optional.empty());
    assertThat(met(trialsOnly, List.of(REACHED))).isFalse();
    assertThat(trialsOnly.target()).isEqualTo(0.95);
    assertThat(trialsOnly.verdict(channel(0.95, 50), 100, 784, 1).status()).isEqualTo(REACHED);
    assertThat(trialsOnly.verdict(channel(0.949, 50), 100, 784, 1).status()).isEqualTo(SHORT);
  }

  @Test
  void evidenceIsSufficientIfTheRuleIsMetAtTwoConsecutiveLooks() {
    StoppingDecision decision = new StoppingDecision(RULE, 784);
    ChannelStatistics good = channel(0.9, 60);
    ChannelStatistics bad = channel(0.89, 60);
    assertThat(decision.isMet()).isFalse();
    assertThat(after(decision, 100, good)).isFalse();
    assertThat(after(decision, 200, bad)).isFalse();
    assertThat(after(decision, 300, good)).isFalse();
    assertThat(after(decision, 400, good)).isTrue();
    assertThat(after(decision, 500, good)).isTrue();
    assertThat(after(decision, 600, bad)).isFalse();
    assertThat(after(decision, 700, good)).isFalse();
  }

  @Test
  void evaluationBetweenLooksHasNoEffect() {
    StoppingDecision decision = new StoppingDecision(RULE, 784);
    List<ChannelStatistics> good = List.of(channel(0.9, 60));
    List<ChannelStatistics> bad = List.of(channel(0.89, 60));
    decision.look(100, good);
    assertThat(decision.evaluate(150, good).statuses()).containsExactly(REACHED);
    assertThat(decision.met()).isEqualTo(1);
    assertThat(decision.isMet()).isFalse();
    assertThat(decision.evaluate(160, bad).statuses()).containsExactly(SHORT);
    decision.look(200, good);
    assertThat(decision.met()).isEqualTo(2);
    assertThat(decision.isMet()).isTrue();
    decision.evaluate(250, bad);
    assertThat(decision.isMet()).isTrue();
  }

  @Test
  void evidenceIsNotSufficientWhileAChannelIsWaiting() {
    StoppingDecision decision = new StoppingDecision(RULE, 784);
    ChannelStatistics good = channel(0.99, 5_000);
    ChannelStatistics few = channel(0.99, 30);
    assertThat(after(decision, 1_000, good, few)).isFalse();
    assertThat(after(decision, 2_000, good, few)).isFalse();
    // 30 + 2√31 + 2 = 43.1 is below a hundredth of half the trials from 8,628 trials on
    assertThat(after(decision, 8_627, good, few)).isFalse();
    assertThat(after(decision, 8_628, good, few)).isFalse();
    assertThat(after(decision, 9_000, good, few)).isTrue();
  }

  @Test
  void rejectsRuleWithoutLimits() {
    refused(
        Optional.empty(),
        Optional.empty(),
        "study.stop is {}; it must be one or more of max-trials, reliability, precision and time;"
            + " leave stop out for the default");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0, -5, 1_000_000_000_001L, Long.MIN_VALUE, Long.MAX_VALUE})
  void rejectsMaxTrialsOutOfRange(long maxTrials) {
    refused(
        Optional.of(maxTrials),
        Optional.of(0.9),
        "study.stop.max-trials is "
            + maxTrials
            + "; it must be a whole number from 2 to 1000000000000");
  }

  /** 5.3 standard errors, at level .05 over 7,840 values and 50 blocks. */
  @Test
  void precisionIsTheLargestErrorTimesTheWidthOfTheSequenceOverAllValuesAndChannels() {
    Verdict verdict = PRECISE.verdict(measured(0.5, 60, 0.01, 50), 50_000, 784, 10);
    double width = 0.01 * new NormalMixture(0.05 / 7840, 50).standardErrors(50);
    assertThat(verdict.precision()).isCloseTo(width, within(1e-12));
    assertThat(width).isBetween(0.053, 0.054);
  }

  @Test
  void precisionIsUnknownBelowFiftyEffectiveTrialsOrBlocks() {
    assertThat(PRECISE.verdict(measured(0.5, 60, 0.01, 49.9), 50_000, 784, 10).precision()).isNaN();
    assertThat(PRECISE.verdict(measured(0.5, 49.9, 0.01, 60), 5_000, 784, 10).precision()).isNaN();
    assertThat(PRECISE.verdict(measured(0.5, 60, Double.NaN, 60), 50_000, 784, 10).precision())
        .isNaN();
  }

  /** An error of .018 reaches the precision, .95 reaches the reliability. */
  @ParameterizedTest
  @CsvSource({
    "ALL, 0.95, 0.018, REACHED",
    "ALL, 0.94, 0.018, SHORT",
    "ALL, 0.95, 0.019, SHORT",
    "ANY, 0.95, 0.019, REACHED",
    "ANY, 0.94, 0.018, REACHED",
    "ANY, 0.94, 0.019, SHORT",
    "ANY, 0.95, NaN, REACHED"
  })
  void targetsCombineAsRequired(
      TargetCombination require, double reliability, double error, StoppingStatus expected) {
    StoppingRule both = rule(Optional.of(0.95), Optional.of(0.1), 0.05, 1, require);
    assertThat(status(both, reliability, error)).isEqualTo(expected);
  }

  @Test
  void trialsRemainingAreThoseOfTheSlowerTargetOrOfTheFaster() {
    ChannelStatistics channel = measured(0.5, 1000, 0.05, 100);
    double toReliability = Reliability.trialsTo(0.95, channel, 100_000);
    double toPrecision =
        rule(Optional.empty(), Optional.of(0.1), 0.05, 1, TargetCombination.ALL)
            .verdict(channel, 100_000, 784, 10)
            .trialsTo();
    assertThat(toPrecision).isLessThan(toReliability);
    for (TargetCombination require : TargetCombination.values()) {
      Verdict verdict =
          rule(Optional.of(0.95), Optional.of(0.1), 0.05, 1, require)
              .verdict(channel, 100_000, 784, 10);
      assertThat(verdict.trialsTo())
          .isEqualTo(require == TargetCombination.ALL ? toReliability : toPrecision);
    }
  }

  @Test
  void trialsToPrecisionAreThoseAtWhichTheWidthReachesIt() {
    double trials = PRECISE.verdict(measured(0.5, 1000, 0.05, 100), 100_000, 784, 10).trialsTo();
    ChannelStatistics then =
        measured(0.5, 1000, 0.05 * Math.sqrt(100_000 / trials), 100 * trials / 100_000);
    assertThat(PRECISE.verdict(then, (long) trials, 784, 10).precision())
        .isCloseTo(0.1, within(1e-6));
  }

  @Test
  void requiredShareCountsWaitingButNotRareChannels() {
    StoppingRule most = rule(Optional.of(0.9), Optional.empty(), 0.05, 0.75, TargetCombination.ALL);
    assertThat(met(most, List.of(REACHED, REACHED, REACHED, SHORT))).isTrue();
    assertThat(met(most, List.of(REACHED, REACHED, REACHED, WAITING))).isTrue();
    assertThat(met(most, List.of(REACHED, REACHED, SHORT, WAITING))).isFalse();
    assertThat(met(most, List.of(REACHED, REACHED, REACHED, SHORT, SHORT))).isFalse();
    assertThat(met(most, List.of(REACHED, REACHED, REACHED, SHORT, RARE, RARE))).isTrue();
    assertThat(met(most, List.of(RARE, RARE))).isFalse();
    StoppingRule nineOfTen =
        rule(Optional.of(0.9), Optional.empty(), 0.05, 0.9, TargetCombination.ALL);
    List<StoppingStatus> ten = new ArrayList<>(Collections.nCopies(9, REACHED));
    ten.add(SHORT);
    assertThat(met(nineOfTen, ten)).isTrue();
  }

  @Test
  void mapsAreJudgedByTheirLowerLimit() {
    ChannelStatistics channel = known(0.97, 0.89);
    assertThat(RULE.verdict(channel, 1000, 25, 10).status()).isEqualTo(SHORT);
    ChannelStatistics sure = known(0.97, 0.9);
    assertThat(RULE.verdict(sure, 1000, 25, 10).status()).isEqualTo(REACHED);
  }

  /** With fewer than eight blocks the noise is unknown, but a precision does not need it. */
  @Test
  void channelWithTooFewBlocksIsWaitingForReliabilityOnly() {
    double unknown = Double.NaN;
    ChannelStatistics few =
        new ChannelStatistics(100, 100, new SignalToNoise(9, unknown, unknown, unknown), 0.1, 7);
    assertThat(RULE.verdict(few, 1000, 25, 10).status()).isEqualTo(WAITING);
    assertThat(PRECISE.verdict(few, 1000, 25, 10).status()).isEqualTo(SHORT);
  }

  private static StoppingStatus status(StoppingRule rule, double reliability, double error) {
    return rule.verdict(measured(reliability, 100, error, 100), 1000, 784, 10).status();
  }

  private static ChannelStatistics measured(
      double reliability, double nEff, double error, double blocks) {
    return new ChannelStatistics(
        nEff, nEff, SimulatedObservers.signal(reliability, reliability), error, blocks);
  }

  private static StoppingRule rule(
      Optional<Double> reliability,
      Optional<Double> precision,
      double level,
      double quantile,
      TargetCombination require) {
    return new StoppingRule(
        Optional.empty(), reliability, precision, level, quantile, require, Optional.empty());
  }

  private static boolean after(
      StoppingDecision decision, long trials, ChannelStatistics... channels) {
    MapEvaluation look = decision.look(trials, Arrays.asList(channels));
    assertThat(look.trials()).isEqualTo(trials);
    return decision.isMet();
  }

  private static StoppingStatus status(double reliability, double nEff, long trials) {
    return RULE.verdict(channel(reliability, nEff), trials, 784, 10).status();
  }

  private static ChannelStatistics channel(double reliability, double nEff) {
    return measured(reliability, nEff, 0.1, 100);
  }

  private static ChannelStatistics known(double reliability, double assured) {
    return new ChannelStatistics(
        100, 100, SimulatedObservers.signal(reliability, assured), 0.1, 100);
  }

  private static void refused(
      Optional<Long> maxTrials, Optional<Double> reliability, String message) {
    assertRefused(() -> new StoppingRule(maxTrials, reliability), message);
  }
}
