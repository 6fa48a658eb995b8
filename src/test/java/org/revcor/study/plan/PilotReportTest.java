package org.revcor.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.SignalToNoise;
import org.revcor.estimate.StoppingDecision;
import org.revcor.study.plan.PilotReport.Forecast;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

final class PilotReportTest {
  private static final StudySpecification LABELS =
      StudyFile.parseJson(
          "{\"observer\": {\"model\": \"m\"}, \"stop\": {\"max-trials\": 3000, \"reliability\":"
              + " 0.5}}");

  /** A report after 1,000 trials at 500 per second, of maps of 100 values. */
  private static PilotReport report(ChannelStatistics... channels) {
    return report(LABELS, channels);
  }

  private static PilotReport report(StudySpecification study, ChannelStatistics... channels) {
    return new PilotReport(
        IntStream.range(0, channels.length).mapToObj(channel -> "c" + channel).toList(),
        new StoppingDecision(study.stop(), 100).evaluate(1_000, List.of(channels)),
        500,
        2,
        0,
        0,
        0);
  }

  private static ChannelStatistics channel(double nEff, double r) {
    return new ChannelStatistics(nEff, nEff, new SignalToNoise(2 * r / (1 - r), r, 100, 1e6), 0, 0);
  }

  /**
   * The lower limit of a map reaches .5 when its signal is 1.49 times its noise; 2r/(1-r) is 4/3.
   */
  @Test
  void trialsFollowFromSignalAndNoise() {
    PilotReport report = report(channel(500, 0.8), channel(400, 0.5), channel(100, 0.4));
    Forecast worst = report.worst(0.5);
    assertThat(worst.channel()).isEqualTo("c2");
    assertThat(worst.trials()).isCloseTo(1_000 * 1.4869 / (4 / 3.0), within(1.0));
    assertThat(worst.seconds()).isCloseTo(worst.trials() / 500, within(1e-9));
    Forecast median = report.median(0.5);
    assertThat(median.channel()).isEqualTo("c1");
    assertThat(median.trials()).isEqualTo(1_000);
  }

  /** A lower limit of 0 allows no forecast, and 49 effective trials are too few. */
  @Test
  void unknownForecastsComeLast() {
    PilotReport report = report(channel(49, 0.9), channel(500, 0.8), channel(500, 0));
    assertThat(report.worst(0.5))
        .satisfies(
            worst -> {
              assertThat(worst.channel()).isEqualTo("c2");
              assertThat(worst.isKnown()).isFalse();
              assertThat(worst.seconds()).isNaN();
            });
    assertThat(report.median(0.5).channel()).isEqualTo("c0");
    assertThat(report.median(0.5).isKnown()).isFalse();
  }

  @Test
  void emptyClassesAreNamed() {
    PilotReport report = report(channel(0, Double.NaN), channel(995, 0.8), channel(5, 0.1));
    assertThat(report.caveats(LABELS))
        .containsExactly(
            "no stimulus of the pilot has a response in c0; channels without responses have no"
                + " map");
  }

  @Test
  void targetBeyondMaxTrialsIsNamed() {
    StudySpecification strict =
        StudyFile.parseJson(
            "{\"observer\": {\"model\": \"m\"}, \"stop\": {\"max-trials\": 3000, \"reliability\":"
                + " 0.95}}");
    PilotReport report = report(strict, channel(500, 0.8), channel(500, 0.31));
    assertThat(report.caveats(strict))
        .containsExactly(
            "max-trials = 3,000 ends the study before its targets are expected to be met, at 26,564"
                + " trials");
  }

  @Test
  void blankMapsAreNamed() {
    PilotReport report = report(channel(500, Double.NaN), channel(500, Double.NaN));
    assertThat(report.isBlank()).isTrue();
    assertThat(report.caveats(LABELS))
        .containsExactly("responses do not depend on the stimuli: all maps of the pilot are blank");
  }
}
